first_admin        = "platform@northwind-lockers.example"
log_retention_days = 365

# One block per partner; `terraform apply` in identity, then in app, gives client, secret, usage plan and key.
partners = {
  prt_01J9A0B1C2D3E4F5G6H7J8K9M0 = { name = "Hallmark Property Management", plan = "premium" }
  prt_01J9A0B1C2D3E4F5G6H7J8K9M1 = { name = "Nordlicht Wohnbau" }
  prt_01J9A0B1C2D3E4F5G6H7J8K9M2 = {
    name   = "Kessler Facility Services"
    scopes = ["northwind/deliveries.read", "northwind/lockers.read"]
  }
}
