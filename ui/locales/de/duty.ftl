# Verfügbarkeit: Pausen und was zurückgegeben wurde.
desk-paused-phone = Sie telefonieren.
desk-paused-meeting = Sie sind in einer Besprechung.
desk-restored-locked = Ihre Verfügbarkeit ist wieder an, denn der Bildschirm ist entsperrt.
desk-restored-suspended = Ihre Verfügbarkeit ist wieder an, denn der Rechner ist aufgewacht.
desk-restored-idle = Ihre Verfügbarkeit ist wieder an, denn Sie sind zurück.
desk-restored-drop = Die Verbindung war unterbrochen. Ihre Verfügbarkeit ist wieder an, wie Sie es eingestellt haben.
