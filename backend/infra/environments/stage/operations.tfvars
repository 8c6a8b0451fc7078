monthly_budget_usd = 400
canary             = { minutes = 15 }
ticket_emails      = ["platform@northwind-lockers.example"]
