monthly_budget_usd = 4000
page_emails        = ["on-call@northwind-lockers.example"]
ticket_emails      = ["platform@northwind-lockers.example"]
