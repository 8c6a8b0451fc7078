backup_retention_days = 90
backup_lock           = true
feature_flags         = { live-lockers = true }
settings              = { support-email = "support@northwind-lockers.example" }
