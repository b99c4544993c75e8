#!/usr/bin/env bash
# Run once by PostgreSQL's image on an empty data folder: the role and the database of the program.
# Not a superuser; it may make roles, because the first `kyc db upgrade` makes the two that row-level security needs.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --set password="$(cat /run/secrets/database_password)" --username "${POSTGRES_USER:-postgres}" <<'SQL'
CREATE ROLE kyc LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE kyc OWNER kyc;
SQL
