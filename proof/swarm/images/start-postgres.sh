#!/bin/bash
# The first start makes a cluster as the official image does: its variables, password file and initialisation scripts.
set -euo pipefail
export PGDATA=/var/lib/postgresql/data
as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
mkdir -p "$PGDATA" && chown -R postgres: "$PGDATA" && chmod 700 "$PGDATA"
if [ ! -e "$PGDATA/PG_VERSION" ]; then
  install -o postgres -m 0600 "$POSTGRES_PASSWORD_FILE" /tmp/password
  # shellcheck disable=SC2086
  as_postgres initdb -U "$POSTGRES_USER" --pwfile=/tmp/password --encoding=UTF8 --locale=C.UTF-8 $POSTGRES_INITDB_ARGS >/dev/null
  rm /tmp/password
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  as_postgres pg_ctl -w start -o "-c listen_addresses=''" >/dev/null
  as_postgres createdb -U "$POSTGRES_USER" "$POSTGRES_DB"
  for script in /docker-entrypoint-initdb.d/*; do as_postgres bash "$script"; done
  as_postgres pg_ctl -w stop >/dev/null
fi
exec setpriv --reuid=postgres --regid=postgres --init-groups "$@" -c listen_addresses='*' -c unix_socket_directories=/tmp
