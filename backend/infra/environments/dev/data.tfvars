backup_retention_days = 7
upload_origins        = ["http://localhost:5173"]
feature_flags         = { live-lockers = true }
settings              = { support-email = "dev@northwind-lockers.example" }
