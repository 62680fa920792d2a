# Generated from services-manifest.json: scripts/generate.sh
# Base backups and the log archive come over the network of the containers, with the password of the owner.
printf 'host replication frontend_admin samenet scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
