log_retention_days = 365

# Raised by a quota request; both Regions have the same.
account_concurrency = 3000
reserved_concurrency = {
  pre-token-generation = 200
  invoices-api         = 800
  deliveries-api       = 600
  export-worker        = 50
}

# Kept warm while the parcels of December come: what the busiest second needs by backend/sandbox/cost/CAPACITY.md, and half as many more.
provisioned_concurrency = {
  base = 0
  peak = {
    deliveries-api       = 12
    invoices-api         = 5
    locker-command       = 3
    delivery-signature   = 2
    pre-token-generation = 3
  }
}
