"""行政审批大厅: applications, review, decision, delivery."""
