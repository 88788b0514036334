package dev.fathom.train.tasks;

import java.util.List;

/// A thing one can count, as both languages decline it.
///
/// @param gender of the German word: `m`, `f` or `n`
/// @param germanDative plural after `mit`
record Noun(
    String english,
    String englishPlural,
    String german,
    char gender,
    String germanPlural,
    String germanDative) {
  /// What people own, give and lose.
  static final List<Noun> THINGS =
      all(
          """
          apple apples Apfel m Äpfel Äpfeln
          pear pears Birne f Birnen Birnen
          plum plums Pflaume f Pflaumen Pflaumen
          lemon lemons Zitrone f Zitronen Zitronen
          egg eggs Ei n Eier Eiern
          nut nuts Nuss f Nüsse Nüssen
          cookie cookies Keks m Kekse Keksen
          book books Buch n Bücher Büchern
          pencil pencils Bleistift m Bleistifte Bleistiften
          stamp stamps Briefmarke f Briefmarken Briefmarken
          coin coins Münze f Münzen Münzen
          card cards Karte f Karten Karten
          ball balls Ball m Bälle Bällen
          marble marbles Murmel f Murmeln Murmeln
          flower flowers Blume f Blumen Blumen
          stone stones Stein m Steine Steinen
          shell shells Muschel f Muscheln Muscheln
          button buttons Knopf m Knöpfe Knöpfen
          picture pictures Bild n Bilder Bildern
          key keys Schlüssel m Schlüssel Schlüsseln
          candle candles Kerze f Kerzen Kerzen
          bottle bottles Flasche f Flaschen Flaschen
          sticker stickers Aufkleber m Aufkleber Aufklebern
          toy toys Spielzeug n Spielzeuge Spielzeugen
          """);

  /// What holds things.
  static final List<Noun> HOLDERS =
      all(
          """
          box boxes Kiste f Kisten Kisten
          bag bags Tüte f Tüten Tüten
          basket baskets Korb m Körbe Körben
          drawer drawers Schublade f Schubladen Schubladen
          crate crates Karton m Kartons Kartons
          jar jars Glas n Gläser Gläsern
          pack packs Paket n Pakete Paketen
          """);

  /// Who gets a share.
  static final List<Noun> SHARERS =
      all(
          """
          child children Kind n Kinder Kinder
          friend friends Freund m Freunde Freunde
          neighbor neighbors Nachbar m Nachbarn Nachbarn
          """);

  String plural(Language language) {
    return language.choose(englishPlural, germanPlural);
  }

  /// `each child`, `jedes Kind`.
  String each(Language language) {
    String ending =
        switch (gender) {
          case 'm' -> "er ";
          case 'f' -> "e ";
          default -> "es ";
        };
    return language.choose("each " + english, "jed" + ending + german);
  }

  /// `an apple`, `ein Apfel`.
  String one(Language language) {
    boolean vowel = "aeiou".indexOf(english.charAt(0)) >= 0;
    return language.choose(
        (vowel ? "an " : "a ") + english, (gender == 'f' ? "eine " : "ein ") + german);
  }

  private static List<Noun> all(String table) {
    return table.strip().lines().map(Noun::read).toList();
  }

  private static Noun read(String line) {
    String[] w = line.strip().split(" ", -1);
    return new Noun(w[0], w[1], w[2], w[3].charAt(0), w[4], w[5]);
  }
}
