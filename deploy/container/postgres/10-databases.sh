#!/bin/sh
# Run once by the PostgreSQL image, on an empty volume: a database for each service, owned by one role, used by another, and read for people as two more.
# Names and passwords are those of the addresses that the services are given (DOSSIER_<SERVICE>_OWNER_URL, …_DATABASE_URL).
set -eu

# What no reading of an address would make right: better no database than one under another name or password.
refused() {
  echo "10-databases.sh: $1" >&2
  exit 1
}

# A part of an address as it is meant: %40 stands for @ (RFC 3986, section 2.1).
decoded() {
  rest=$1
  while [ "${rest#*%}" != "$rest" ]; do
    printf '%s' "${rest%%\%*}"
    rest=${rest#*%}
    hex=$(printf '%.2s' "$rest")
    case $hex in
      '' | ? | 00 | [!0-9A-Fa-f]* | ?[!0-9A-Fa-f]) return 1 ;;
    esac
    printf '%b' "\\0$(printf '%03o' "0x$hex")"
    rest=${rest#??}
  done
  printf '%s' "$rest"
}

SHAPE='^postgres(ql)?://([^:@/?#]+):([^@/?#]+)@[^@/?#]+/([^@/?#]+)(\?[^#]*)?$'

# part <name of the setting> <which: \2 role, \3 password, \4 database>
part() {
  eval "url=\${$1:-}"
  printf '%s' "$url" | grep -Eq "$SHAPE" ||
    refused "$1 is not postgres://role:password@host:port/database (in a password, : @ / ? # % are written %3A %40 %2F %3F %23 %25)"
  decoded "$(printf '%s' "$url" | sed -E "s|$SHAPE|$2|")" ||
    refused "$1 has a % that is not followed by two hexadecimal digits (a % itself is written %25)"
}

for service in INTAKE CASE_STATE NOTIFICATIONS; do
  # In variables: a command that is refused within another's arguments would not end the script.
  database=$(part "DOSSIER_${service}_OWNER_URL" '\4')
  owner=$(part "DOSSIER_${service}_OWNER_URL" '\2')
  owner_password=$(part "DOSSIER_${service}_OWNER_URL" '\3')
  role=$(part "DOSSIER_${service}_DATABASE_URL" '\2')
  role_password=$(part "DOSSIER_${service}_DATABASE_URL" '\3')
  [ "$(part "DOSSIER_${service}_DATABASE_URL" '\4')" = "$database" ] ||
    refused "DOSSIER_${service}_DATABASE_URL and DOSSIER_${service}_OWNER_URL name two databases"
  psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-postgres}" \
    -v database="$database" \
    -v owner="$owner" -v owner_password="$owner_password" \
    -v service="$role" -v service_password="$role_password" \
    -v reader="${role}_reader" -v auditor="${role}_auditor" <<'SQL'
create role :"owner" login password :'owner_password';
create role :"service" login password :'service_password';
-- As these the service reads for a person: they own nothing, and nobody signs in as one.
create role :"reader" nologin;
create role :"auditor" nologin;
grant :"reader", :"auditor" to :"service";
-- The owner makes the views' schema on behalf of the service's role: for that it must be able to become it.
grant :"service" to :"owner";
create database :"database" owner :"owner" template template0;
revoke all on database :"database" from public;
grant connect, temporary on database :"database" to :"service";
SQL
done
