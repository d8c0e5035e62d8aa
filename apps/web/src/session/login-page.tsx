import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api } from './api';
import { Door } from './door';
import { useDoorForm } from './use-door-form';

export function LoginPage() {
  const { to } = useSearch({ from: '/login' });
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { busy, failure, fields, submit } = useDoorForm();

  const signIn = (event: FormEvent): void => {
    event.preventDefault();
    const who = name.includes('@') ? { email: name.trim() } : { username: name.trim() };
    void submit(() => api.signIn({ ...who, password }));
  };

  return (
    <Door>
      <form onSubmit={signIn} aria-label="Sign in" data-testid="login-form">
        <Stack gap="md">
          <Title order={1} size="h2">
            Sign in
          </Title>
          {failure !== null && (
            <Alert color="red" icon={<IconAlertCircle size={18} />} role="alert">
              {failure}
            </Alert>
          )}
          <TextInput
            label="User name or email"
            name="username"
            autoComplete="username"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fields['username'] ?? fields['email']}
            size="md"
            required
            withAsterisk={false}
            autoFocus
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={fields['password']}
            size="md"
            required
            withAsterisk={false}
          />
          <Button type="submit" size="md" loading={busy} mt="xs">
            Sign in
          </Button>
          <Text c="dimmed" size="sm">
            First time here?{' '}
            <Anchor
              inherit
              underline="always"
              renderRoot={(props) => <Link to="/register" search={{ to }} {...props} />}
            >
              Set up your venue
            </Anchor>
          </Text>
        </Stack>
      </form>
    </Door>
  );
}
