#!/bin/sh
# Run once by the PostgreSQL image, on an empty volume: a database for each service, owned by one role and used by another.
# Names and passwords are those of the addresses that the services are given (DOSSIER_<SERVICE>_OWNER_URL, …_DATABASE_URL).
set -eu

role_of() { printf '%s' "$1" | sed -E 's#^[a-z]+://([^:@/]+):([^@]+)@.*$#\1#'; }
password_of() { printf '%s' "$1" | sed -E 's#^[a-z]+://([^:@/]+):([^@]+)@.*$#\2#'; }
database_of() { printf '%s' "$1" | sed -E 's#^.*/([^/?]+)(\?.*)?$#\1#'; }

for service in INTAKE CASE_STATE NOTIFICATIONS; do
  eval "owner_url=\${DOSSIER_${service}_OWNER_URL}"
  eval "service_url=\${DOSSIER_${service}_DATABASE_URL}"
  psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-postgres}" \
    -v database="$(database_of "$owner_url")" \
    -v owner="$(role_of "$owner_url")" -v owner_password="$(password_of "$owner_url")" \
    -v service="$(role_of "$service_url")" -v service_password="$(password_of "$service_url")" <<'SQL'
create role :"owner" login password :'owner_password';
create role :"service" login password :'service_password';
-- The owner makes the views' schema on behalf of the service's role: for that it must be able to become it.
grant :"service" to :"owner";
create database :"database" owner :"owner" template template0;
revoke all on database :"database" from public;
grant connect, temporary on database :"database" to :"service";
SQL
done
