backup_retention_days = 7
upload_origins        = ["http://localhost:5173"]
