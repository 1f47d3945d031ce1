//go:build tools

// Package emulator pins the BigQuery emulator that the parity test builds.
package emulator

import _ "github.com/goccy/bigquery-emulator/cmd/bigquery-emulator"
