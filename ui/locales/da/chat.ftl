# Det, som rådsøgende og rådgivere ser i samtalen.
chat-seeker = Rådsøgende { $number }
chat-transcript = Samtale
chat-today = I dag
chat-sealed = Krypteret fra ende til ende
chat-began = Samtalen er begyndt.
chat-ended = Chatten er afsluttet.
chat-earlier = Vis tidligere beskeder
chat-jump = Nye beskeder
chat-unread = Ny
chat-unreadable = Denne besked kan ikke vises her. Den er ændret undervejs eller skrevet med en anden version.
chat-by = { $name } skrev:
chat-by-me = Du skrev:
chat-typing = { $name } skriver …
chat-waiting = sendes
chat-stored = sendt
chat-delivered = leveret
chat-read = læst
chat-failed = ikke sendt
chat-message-to = Besked til { $name }
chat-send = Send
chat-enter = Enter sender, Skift og Enter giver en ny linje.
chat-left-characters = { $count ->
    [one] Et tegn tilbage
   *[other] { $count } tegn tilbage
}
chat-too-long = { $count ->
    [one] Et tegn for meget. Gør teksten kortere, eller send den i flere dele.
   *[other] { $count } tegn for meget. Gør teksten kortere, eller send den i flere dele.
}
chat-left-hours = { $hours } t { $minutes } min tilbage
chat-left-minutes = { $minutes } min tilbage
chat-left-moment = under et minut tilbage
