import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api } from './api';
import { Door } from './door';
import { useDoorForm } from './use-door-form';

const empty = { venueName: '', username: '', email: '', password: '' };

export function RegisterPage() {
  const { to } = useSearch({ from: '/register' });
  const [values, setValues] = useState(empty);
  const { busy, failure, fields, submit } = useDoorForm({ username_taken: 'username', email_taken: 'email' });

  const field = (name: keyof typeof empty) => ({
    name,
    value: values[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [name]: value }));
    },
    error: fields[name],
    size: 'md' as const,
    required: true,
    withAsterisk: false,
  });

  const signUp = (event: FormEvent): void => {
    event.preventDefault();
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    void submit(() => api.signUp({ ...values, timezone: timeZone }));
  };

  return (
    <Door>
      <form onSubmit={signUp} aria-label="Set up your venue" data-testid="register-form">
        <Stack gap="md">
          <div>
            <Title order={1} size="h2">
              Set up your venue
            </Title>
            <Text c="dimmed" mt={4}>
              It takes a minute. Then drop in your music and press play.
            </Text>
          </div>
          {failure !== null && (
            <Alert color="red" icon={<IconAlertCircle size={18} />} role="alert">
              {failure}
            </Alert>
          )}
          <TextInput
            label="Name of the venue"
            placeholder="Blue Note Bar"
            autoComplete="organization"
            maxLength={80}
            autoFocus
            {...field('venueName')}
          />
          <TextInput label="Your user name" autoComplete="username" maxLength={40} {...field('username')} />
          <TextInput label="Email" type="email" autoComplete="email" maxLength={254} {...field('email')} />
          <PasswordInput
            label="Password"
            description="At least 10 characters. A few random words are best."
            autoComplete="new-password"
            minLength={10}
            maxLength={200}
            {...field('password')}
          />
          <Button type="submit" size="md" loading={busy} mt="xs">
            Open the venue
          </Button>
          <Text c="dimmed" size="sm">
            Already have an account?{' '}
            <Anchor inherit underline="always" renderRoot={(props) => <Link to="/login" search={{ to }} {...props} />}>
              Sign in
            </Anchor>
          </Text>
        </Stack>
      </form>
    </Door>
  );
}
