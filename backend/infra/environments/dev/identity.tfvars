first_admin        = "platform@northwind-lockers.example"
log_retention_days = 14

partners = {
  prt_01J8Z3K5V7W9X1Y2Z3A4B5C6D7 = { name = "Integration tests" }
}
