log_retention_days = 365

# Raised by a quota request; both Regions have the same.
account_concurrency = 3000
reserved_concurrency = {
  pre-token-generation = 200
  invoices-api         = 800
  deliveries-api       = 600
  export-worker        = 50
}

# Kept warm while the parcels of December come.
provisioned_concurrency = { base = 0, peak = 20 }
