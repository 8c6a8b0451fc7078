backup_retention_days = 14
feature_flags         = { live-lockers = true }
settings              = { support-email = "stage@northwind-lockers.example" }
