log_retention_days = 30

response_cache_size = "0.5"
account_concurrency = 1000
