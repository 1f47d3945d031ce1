#!/usr/bin/env bash
# Builds the BigQuery emulator that the parity test compares against, once per machine, and prints the path of the program.
# Pinned by go.mod and go.sum. googlesqlite.patch corrects what would make it disagree with BigQuery (see DECISIONS.md): as released it
# keeps NUMERIC results unrounded, sums NUMERIC windows to 0, rounds through floating point, and refuses scripts with parameters.
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v go >/dev/null; then
  echo "Go is not installed: the parity test needs it to build the BigQuery emulator (about five minutes, once)." >&2
  echo "Install Go 1.26 or later from https://go.dev/dl and run this again." >&2
  exit 1
fi

cache="${XDG_CACHE_HOME:-$HOME/.cache}/tokenledger"
version="$({ cat go.mod go.sum googlesqlite.patch build-emulator.sh; go version; } | git hash-object --stdin | cut -c1-16)"
program="$cache/bigquery-emulator-$version"

if [ ! -x "$program" ]; then
  echo "Building the BigQuery emulator into $program (about five minutes the first time)..." >&2
  mkdir -p "$cache"
  work="$(mktemp -d "$cache/build-XXXXXX")"
  trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

  go mod download github.com/goccy/googlesqlite
  cp -R "$(go list -m -f '{{.Dir}}' github.com/goccy/googlesqlite)" "$work/googlesqlite"
  chmod -R u+w "$work/googlesqlite"
  # The ceiling keeps git from taking a repository around the cache folder for the one to patch.
  (cd "$work/googlesqlite" && GIT_CEILING_DIRECTORIES="$work" git apply -p1) <googlesqlite.patch

  cp go.mod "$work/build.mod"
  cp go.sum "$work/build.sum"
  go mod edit -replace "github.com/goccy/googlesqlite=$work/googlesqlite" "$work/build.mod"
  go build -modfile "$work/build.mod" -o "$work/bigquery-emulator" github.com/goccy/bigquery-emulator/cmd/bigquery-emulator >&2
  mv "$work/bigquery-emulator" "$program"
fi
echo "$program"
