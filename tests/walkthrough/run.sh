#!/bin/bash
# A user's day with two repositories: tests/walkthrough/run.sh FIRST SECOND PARTS DATA
#
# FIRST, SECOND, PARTS: repositories to make, as paths or URIs (s3://bucket/prefix). DATA: a folder with export.yaml, its files and reg.yaml, as the test
# `walkthrough` makes it. `butler` is the one on the PATH. Every command is shown before it runs; what each asked of the stores is told in the end.
set -euo pipefail
first=$1 second=$2 parts=$3 data=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
costs=()

# Shows a command, runs it, prints the first lines of what it says, and keeps the whole in `said`.
step() {
    echo
    echo "\$ butler ${*//"$PWD"\//}"
    butler "$@" -v >said 2>talk || { cat said talk; exit 1; }
    head -n "${LINES_SHOWN:-6}" said
    [ "$(wc -l <said)" -le "${LINES_SHOWN:-6}" ] || echo "... $(wc -l <said) lines"
    local cost
    cost=$(grep -o '[1-9][0-9]* requests\? of stores.*' talk) || { cat talk; exit 1; }
    costs+=("$cost|$1")
}

data_id() { # the data ID in line $1 of JSON rows, as words
    sed -n "$1p" said | grep -o '"\(instrument\|visit\|detector\)":[^,}]*' | tr -d '"' | tr ':' '='
}

echo "# A repository in an empty bucket; the seed file of a SQL registry is understood, and the registry is made of Parquet tables."
step create "$first" --seed-config "$data/reg.yaml" --override
echo "# Exported from a repository of the Science Pipelines: the data of ci_hsc, processed."
step import "$first" "$data" --export-file export.yaml -t copy
step query-collections "$first" --chains flatten
step query-dataset-types "$first"
step query-datasets "$first" calexp --collections shared/HSC/rerun/processCcdOutputs --format jsonl
[ "$(wc -l <said)" = 33 ]
mapfile -t key < <(data_id 17)
echo "# The calexp of index 16, its sources, and where the bytes are."
step get "$first" calexp "${key[@]}" --collections shared/HSC/rerun/processCcdOutputs -o calexp.fits
step get "$first" src "${key[@]}" --collections shared/HSC/rerun/processCcdOutputs
step uri "$first" calexp "${key[@]}" --collections shared/HSC/rerun/processCcdOutputs
grep -q "/shared/HSC/rerun/processCcdOutputs/calexp/" said

echo "# Stored in parts, a component is a small file of its own."
printf 'datastore:\n  composites:\n    disassembled: {calexp: true}\n' >composites.yaml
step create "$parts" --seed-config composites.yaml
step import "$parts" "$data" --export-file export.yaml --registry-only
step put "$parts" calexp "${key[@]}" calexp.fits --run u/me/parts
step uri "$parts" calexp "${key[@]}" --collections u/me/parts
grep -q "calexp.wcs/" said
step get "$parts" calexp.wcs "${key[@]}" --collections u/me/parts

echo "# Several dataset types of several collections into one export, and that into a second bucket."
collections=HSC/raw/all,HSC/calib,refcats,shared/HSC
step export "$first" . --file exports.yaml -d raw -d defects -d camera -d bfKernel -d 'transmission_*' -d 'ps1_*' -d sky -d dark -d bias -d flat \
    -d 'calexp' -d 'src' -d 'deepCoadd*' --collections "$collections"
step create "$second"
step import "$second" "$first" --export-file exports.yaml -t auto
LINES_SHOWN=40 step query-datasets "$second" raw --collections HSC/raw/all --format csv
cut -d, -f4- said | sort >second.csv
step query-datasets "$first" raw --collections HSC/raw/all --format csv
cut -d, -f4- said | sort >first.csv
[ "$(wc -l <first.csv)" = 34 ]
cmp first.csv second.csv
step verify "$second" --level 3

echo
echo "What each command asked of the stores:"
for cost in "${costs[@]}"; do
    printf '%-20s %s\n' "${cost#*|}" "${cost%%|*}"
done
