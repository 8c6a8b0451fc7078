monthly_budget_usd = 150
canary             = null
ticket_emails      = ["platform-dev@northwind-lockers.example"]
