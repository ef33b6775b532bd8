#!/bin/sh
# Run once by the image of PostgreSQL, as its superuser: an account that owns one database and may do nothing else.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$BEISTAND_DATABASE_PASSWORD" --username postgres <<'SQL'
CREATE ROLE beistand LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
CREATE DATABASE beistand OWNER beistand;
REVOKE ALL ON DATABASE beistand FROM PUBLIC;
SQL
