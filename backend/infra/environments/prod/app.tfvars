log_retention_days = 365

# Raised by a quota request; both Regions have the same.
account_concurrency = 3000
reserved_concurrency = {
  pre-token-generation = 200
  invoices-api         = 800
  deliveries-api       = 600
  export-worker        = 50
}

# Kept warm while the parcels of December come: as many as the busiest second has at work by backend/sandbox/cost/CAPACITY.md. Calls beyond
# start further ones, which stay for the next.
provisioned_concurrency = {
  base = 0
  peak = {
    deliveries-api       = 8
    invoices-api         = 4
    locker-command       = 2
    delivery-signature   = 1
    pre-token-generation = 1
  }
}
