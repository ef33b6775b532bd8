demo-title = Dette er demoen. Hvem vil du logge ind som?
demo-role-counsellor = Rådgiver
demo-role-supervisor = Teamleder
demo-role-admin = Administrator
demo-seekers = Som hjælpsøgende åbner du i en browser:
demo-copy = Kopiér
demo-copy-address = Kopiér adressen { $address }
demo-copied = { $address } er kopieret.
