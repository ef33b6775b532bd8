# Lås og delte computere.
lock-title = Låst
lock-text = { $name }, dine chats er her stadig.
lock-pin = PIN-kode
lock-open = Lås op
lock-forgotten = Glemt PIN-kode: log ind med adgangskoden
lock-forgotten-ask = Log ind med din adgangskode?
lock-forgotten-text = Pinkoden gælder så ikke længere. Din tilgængelighed slutter, og igangværende chats er afbrudt, indtil du er logget ind. Det, du har skrevet, bliver.
lock-forgotten-do = Til login
lock-wrong = { $tries ->
    [one] Det er ikke PIN-koden. Ét forsøg mere, derefter logger du ind med adgangskoden.
   *[other] Det er ikke PIN-koden. { $tries } forsøg mere, derefter logger du ind med adgangskoden.
}
lock-now = Lås nu
lock-after = Lås af sig selv
lock-after-never = Aldrig
lock-after-minutes = { $minutes ->
    [one] Efter et minut uden indtastning
   *[other] Efter { $minutes } minutter uden indtastning
}
pin-title = PIN-lås
pin-text = Når Beistand er låst, vises intet fra dine chats. Din tilgængelighed og meddelelserne fortsætter.
pin-current = Nuværende PIN-kode
pin-new = Ny PIN-kode
pin-hint = 4 til 12 cifre
pin-add = Vælg PIN-kode
pin-change = Skift PIN-kode
pin-remove = Fjern PIN-kode
pin-set = PIN-koden gælder fra nu af.
pin-removed = PIN-koden er fjernet.
pin-problem-form = En PIN-kode har 4 til 12 cifre.
pin-problem-wrong = Den nuværende PIN-kode passer ikke.
desk-problem-pin-forgotten = Log ind med din adgangskode. Det, du har skrevet, er her stadig.
shared-title = Delt computer
shared-text = Når du logger ud eller afslutter, bliver intet på denne computer, undtagen filer, du selv gemmer.
shared-kept = Dette er en delt computer: når du logger ud eller afslutter, bliver intet på den, undtagen filer, du selv gemmer.
