#!/usr/bin/env bash
# Builds the BigQuery emulator that the parity test compares against, once per machine, and prints the path of the program.
# Pinned by go.mod and go.sum. The patches correct what would make it disagree with BigQuery or run out of memory: as released
# it keeps NUMERIC results unrounded, sums NUMERIC windows to 0, rounds through floating point and loads the decimals of a
# Parquet file as 0 (see DECISIONS.md).
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v go >/dev/null; then
  echo "Go is not installed: the parity test needs it to build the BigQuery emulator (about five minutes, once)." >&2
  echo "Install Go 1.26 or later from https://go.dev/dl and run this again." >&2
  exit 1
fi

modules=(github.com/goccy/googlesqlite github.com/goccy/bigquery-emulator)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/tokenledger"
version="$({ cat go.mod go.sum ./*.patch build-emulator.sh; go version; } | git hash-object --stdin | cut -c1-16)"
program="$cache/bigquery-emulator-$version"

if [ ! -x "$program" ]; then
  echo "Building the BigQuery emulator into $program (about five minutes the first time)..." >&2
  mkdir -p "$cache"
  work="$(mktemp -d "$cache/build-XXXXXX")"
  trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
  cp go.mod "$work/build.mod"
  cp go.sum "$work/build.sum"

  for module in "${modules[@]}"; do
    name="${module##*/}"
    go mod download "$module"
    cp -R "$(go list -m -f '{{.Dir}}' "$module")" "$work/$name"
    chmod -R u+w "$work/$name"
    # The ceiling keeps git from taking a repository around the cache folder for the one to patch.
    (cd "$work/$name" && GIT_CEILING_DIRECTORIES="$work" git apply -p1) <"$name.patch"
    go mod edit -replace "$module=$work/$name" "$work/build.mod"
  done

  go build -modfile "$work/build.mod" -o "$work/program" github.com/goccy/bigquery-emulator/cmd/bigquery-emulator >&2
  mv "$work/program" "$program"
fi
echo "$program"
