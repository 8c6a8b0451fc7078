log_retention_days = 30

account_concurrency = 1000
