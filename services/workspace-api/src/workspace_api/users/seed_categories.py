"""The categories every user starts with: name, display name, color, icon, in display order."""

SEED_CATEGORIES = (
    ("documentacao", "Documentação", "#2563eb", "book-open"),
    ("coleta-dados", "Coleta de Dados", "#0891b2", "download"),
    ("banco-dados", "Banco de Dados", "#7c3aed", "database"),
    ("analise-dados", "Análise de Dados", "#16a34a", "bar-chart"),
    ("gestao-riscos", "Gestão de Riscos", "#dc2626", "shield"),
    ("dashboard", "Dashboard", "#ea580c", "layout-dashboard"),
)
