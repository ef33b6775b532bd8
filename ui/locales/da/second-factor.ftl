second-factor-title = Anden faktor
second-factor-text = Når du logger ind, spørger programmet ud over adgangskoden efter en kode, som en app på din telefon viser. Den, der kun kender din adgangskode, kommer ikke ind med den.
second-factor-off = Ikke sat op.
second-factor-on = { $codes ->
    [0] Sat op. Du har ingen gendannelseskoder tilbage.
    [one] Sat op. Du har én gendannelseskode tilbage.
   *[other] Sat op. Du har { $codes } gendannelseskoder tilbage.
}
second-factor-few = Få nye gendannelseskoder, mens du stadig kan logge ind.
second-factor-begin = Sæt op
second-factor-other = En anden telefon
second-factor-new-codes = Nye gendannelseskoder
second-factor-remove = Fjern
second-factor-next = Videre
second-factor-password-begin = Bekræft, at det er dig.
second-factor-password-codes = Bekræft, at det er dig. De koder, du har, gælder så ikke længere.
second-factor-password-remove = Bekræft, at det er dig. Derefter er adgangskoden alene nok igen.
second-factor-wrong-password = Det er ikke din adgangskode.
second-factor-scan = Scan billedet med en app til engangskoder, for eksempel Aegis, FreeOTP eller din adgangskodemanager.
second-factor-picture = QR-kode til appen
second-factor-type = Eller skriv denne nøgle der:
second-factor-code = Kode fra appen
second-factor-code-hint = Seks cifre; de skifter hvert 30. sekund.
second-factor-confirm = Slå til
second-factor-codes = Gem disse gendannelseskoder et sikkert sted, ikke på telefonen. Hver kode logger dig ind én gang, når telefonen ikke er der. De vises kun nu.
second-factor-copy = Kopiér
second-factor-copied = Kopieret.
second-factor-not-copied = Kopieringen virkede ikke. Skriv koderne ned.
second-factor-kept = Jeg har gemt dem
second-factor-away = Serveren svarer ikke. Prøv igen.
second-factor-again = Prøv igen
second-factor-unseen = Den er sat op, men du har ikke set gendannelseskoderne. Få nye.
second-factor-at-hand = Har du ikke koderne ved hånden? Få nye.
second-factor-gone = Det gælder ikke længere: Det tog for lang tid eller er blevet ændret.
