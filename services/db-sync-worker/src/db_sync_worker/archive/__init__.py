"""Cold data: partitions past their time as Parquet files, counted and hashed back before they are dropped."""
