first_admin        = "platform@northwind-lockers.example"
mfa                = "OPTIONAL"
web_callback_urls  = ["http://localhost:5173/"]
log_retention_days = 14

partners = {
  prt_01J8Z3K5V7W9X1Y2Z3A4B5C6D7 = { name = "Integration tests" }
}
