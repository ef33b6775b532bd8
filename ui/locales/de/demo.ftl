demo-title = Das ist die Demo. Als wen möchten Sie sich anmelden?
demo-role-counsellor = Berater:in
demo-role-supervisor = Teamleitung
demo-role-admin = Admin
demo-seekers = Als ratsuchende Person öffnen Sie in einem Browser:
demo-copy = Kopieren
demo-copy-address = Die Adresse { $address } kopieren
demo-copied = { $address } ist kopiert.
