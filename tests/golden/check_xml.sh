#!/bin/sh
# usage: check_xml.sh PRINT_REPORT SCHEMA: the JUnit report of every sample follows the schema.
# Exit status 77 where xmllint (Debian: libxml2-utils) is missing.
set -eu
print_report=$1
schema=$2
if ! command -v xmllint >/dev/null; then
    echo "skipped: xmllint is not installed (libxml2-utils)"
    exit 77
fi
for sample in $("$print_report"); do
    "$print_report" junit "$sample" | xmllint --huge --noout --schema "$schema" - 2>&1 |
        sed "s|^-|$sample|" | grep -v "$sample validates" && exit 1
done
echo "every sample follows the schema"
