#!/bin/sh
# make-secrets.sh [FILE]: makes docker/.env, or FILE, with secrets of this system’s own. Needs openssl and nothing else.
# What is there already stays as it is; only what is missing is added, so that it may be run again after an update.
set -eu
umask 077
file=${1:-$(dirname "$0")/.env}
touch "$file"
chmod 600 "$file"

added=
add() {
  if grep -q "^$1=" "$file"; then return; fi
  # A file that does not end in a newline would swallow the first one.
  [ -z "$(tail -c 1 "$file")" ] || echo >> "$file"
  printf '%s=%s\n' "$1" "$2" >> "$file"
  added="$added $1"
}
random() { openssl rand -hex 32; }

add POSTGRES_PASSWORD "$(random)"
# NATS takes a password that begins with a digit for a number.
add NATS_PASSWORD "n$(random)"
add JWT_SECRET "$(random)"
add ENCRYPTION_KEY "$(random)"
add AWS_SECRET_ACCESS_KEY "$(random)"
add GRAFANA_PASSWORD "$(openssl rand -hex 12)"

if [ -n "$added" ]; then
  echo "Added to $file:$added"
  echo 'Keep a copy in a safe place: without ENCRYPTION_KEY and POSTGRES_PASSWORD a backup is hard to use.'
else
  echo "$file has everything already; nothing was changed."
fi
