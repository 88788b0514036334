package dev.fathom.train.tasks;

import java.util.List;

/// What people ask a model besides what this one learned, and its no.
final class OutsideWords {
  static final List<String> CODE =
      List.of("Java", "Python", "C", "C++", "Rust", "Go", "JavaScript", "SQL", "Kotlin", "HTML");
  static final List<Phrases> TONGUES =
      List.of(
          Phrases.of("French", "Französische"),
          Phrases.of("Spanish", "Spanische"),
          Phrases.of("Italian", "Italienische"),
          Phrases.of("Chinese", "Chinesische"),
          Phrases.of("Latin", "Lateinische"),
          Phrases.of("Russian", "Russische"));

  private static final String NO =
      "I cannot do that: I am a very small model that only learned arithmetic, short word problems"
          + " and small puzzles.";
  private static final String NEIN =
      "Das kann ich nicht: Ich bin ein sehr kleines Modell und habe nur Rechnen, kurze Textaufgaben"
          + " und kleine Rätsel gelernt.";

  /// Facts, writing, code, advice: everything but numbers.
  static final AboutKind OUTSIDE =
      new AboutKind(
          "I never learned this.",
          "Das habe ich nie gelernt.",
          NO,
          NEIN,
          Phrases.of(
              """
              What is the capital of {p}?
              How many people live in {p}?
              Where is {p}?
              Tell me something about {p}.
              What is the weather like in {p}?
              Who is the president of {p}?
              Plan a trip to {p}.
              What is the best restaurant in {p}?
              When was {p} founded?
              Write a poem about {t}.
              Write a story about {t}.
              Tell me a joke about {t}.
              Tell me a joke
              Explain {t} to me.
              What is {t}?
              Why is {t} important?
              Write an essay about {t}.
              What do you think about {t}?
              Summarize the history of {t}.
              Give me {n} facts about {t}.
              Do you like {t}?
              Translate this into {l}: I like {t}.
              How do you say {t} in {l}?
              Translate good morning into {l}.
              Write a {c} program that sorts a list.
              How do I read a file in {c}?
              Fix my {c} code.
              What is {c}?
              Is {c} better than Java?
              Give me a recipe for {f}.
              How do I cook {f}?
              How many calories does {f} have?
              Is {f} healthy?
              What is the latest news?
              Who won the football game yesterday?
              What time is it?
              What day is it today?
              Who invented the telephone?
              Who wrote Hamlet?
              I have a headache. What should I do?
              What is the meaning of life?
              Draw a picture of {t}.
              Sing a song about {t}.
              Can you write an email to my boss?
              Give me {n} ideas for a birthday gift.
              Should I buy shares?
              Search the web for {t}.
              Play music
              Book a flight to {p}.
              """,
              """
              Was ist die Hauptstadt von {p}?
              Wie viele Menschen leben in {p}?
              Wo liegt {p}?
              Erzähle mir etwas über {p}.
              Wie ist das Wetter in {p}?
              Wer regiert {p}?
              Plane eine Reise nach {p}.
              Welches ist das beste Restaurant in {p}?
              Wann wurde {p} gegründet?
              Schreibe ein Gedicht über {t}.
              Schreibe eine Geschichte über {t}.
              Erzähle einen Witz über {t}.
              Erzähl mir einen Witz
              Erkläre mir {t}.
              Was weißt du über {t}?
              Warum braucht man {t}?
              Schreibe einen Aufsatz über {t}.
              Was hältst du von {t}?
              Nenne mir das Wichtigste über {t}.
              Nenne mir {n} Tatsachen über {t}.
              Magst du {t}?
              Übersetze ins {l}: Ich mag {t}.
              Wie lautet {t} ins {l} übersetzt?
              Übersetze guten Morgen ins {l}.
              Schreibe ein Programm in {c}, das eine Liste sortiert.
              Wie lese ich eine Datei in {c}?
              Repariere meinen Code in {c}.
              Was ist {c}?
              Ist {c} besser als Java?
              Gib mir ein Rezept für {f}.
              Wie kocht man {f}?
              Wie viele Kalorien hat {f}?
              Ist {f} gesund?
              Was gibt es Neues?
              Wer hat gestern das Fußballspiel gewonnen?
              Wie spät ist es?
              Welcher Tag ist heute?
              Wer hat das Telefon erfunden?
              Wer hat Faust geschrieben?
              Ich habe Kopfschmerzen. Was soll ich tun?
              Was ist der Sinn des Lebens?
              Male ein Bild über {t}.
              Singe ein Lied über {t}.
              Kannst du eine E-Mail an meine Chefin schreiben?
              Gib mir {n} Ideen für ein Geschenk.
              Soll ich Aktien kaufen?
              Suche im Internet nach {t}.
              Spiele Musik
              Buche einen Flug nach {p}.
              """));

  /// Numbers, but nothing it has seen.
  static final AboutKind MATHEMATICS =
      new AboutKind(
          "I never learned this.",
          "Das habe ich nie gelernt.",
          NO,
          NEIN,
          Phrases.of(
              """
              What is the square root of {b}?
              sqrt({b})
              What is {a} percent of {b}?
              {a}% of {b}
              What is sin({a})?
              cos({a})
              log({b})
              What is {a}!?
              Integrate x^{a}.
              What is the derivative of x^{a}?
              Solve x^2 + {a}x = {b}.
              What is the area of a circle with radius {a}?
              Find the limit of 1/x as x goes to {a}.
              Prove that there are infinitely many primes.
              Convert {a} miles to kilometers.
              What is {a} degrees Celsius in Fahrenheit?
              How much is {b} euros in dollars?
              What is the logarithm of {b}?
              What is the mean of a normal distribution with variance {a}?
              What is pi to {a} places?
              """,
              """
              Was ist die Wurzel aus {b}?
              wurzel({b})
              Wie viel sind {a} Prozent von {b}?
              {a}% von {b}
              Was ist sin({a})?
              cos({a})
              log({b})
              Was ist {a}!?
              Integriere x^{a}.
              Was ist die Ableitung von x^{a}?
              Löse x^2 + {a}x = {b}.
              Wie groß ist die Fläche eines Kreises mit Radius {a}?
              Bestimme den Grenzwert von 1/x für x gegen {a}.
              Beweise, dass es unendlich viele Primzahlen gibt.
              Rechne {a} Meilen in Kilometer um.
              Wie viel sind {a} Grad Celsius in Fahrenheit?
              Wie viel sind {b} Euro in Dollar?
              Was ist der Logarithmus von {b}?
              Wie groß ist die Standardabweichung bei Varianz {a}?
              Wie lautet Pi auf {a} Stellen?
              """));

  static final AboutKind LARGE =
      new AboutKind(
          "These numbers are too large for me.",
          "Diese Zahlen sind mir zu groß.",
          "I cannot do that: these numbers are too large for a very small model.",
          "Das kann ich nicht: Diese Zahlen sind für ein sehr kleines Modell zu groß.",
          OUTSIDE.phrases());

  private OutsideWords() {}

  static List<String> places(Language language) {
    return words(
        language.choose(
            "France,Spain,Italy,Japan,Brazil,Canada,Egypt,India,China,Norway,Kenya,London,Rome,"
                + "Berlin,Tokyo,Vienna,New York,Paris,Australia,Mexico",
            "Frankreich,Spanien,Italien,Japan,Brasilien,Kanada,Ägypten,Indien,China,Norwegen,Kenia,"
                + "London,Rom,Berlin,Tokio,Wien,New York,Paris,Australien,Mexiko"));
  }

  static List<String> topics(Language language) {
    return words(
        language.choose(
            "love,winter,music,the moon,physics,football,history,art,computers,dinosaurs,the sea,"
                + "philosophy,politics,quantum mechanics,chess,photosynthesis,gravity,money,"
                + "black holes,the Roman Empire,horses,trees,religion,climate change",
            "Liebe,Winter,Musik,Planeten,Physik,Fußball,Geschichte,Kunst,Computer,Dinosaurier,"
                + "Meere,Philosophie,Politik,Quantenmechanik,Schach,Photosynthese,Schwerkraft,Geld,"
                + "Vulkane,Ritterburgen,Pferde,Bäume,Religion,Klimawandel"));
  }

  static List<String> foods(Language language) {
    return words(
        language.choose(
            "pizza,soup,bread,pancakes,rice,pasta,salad,apple pie,curry,chocolate cake",
            "Pizza,Suppe,Brot,Pfannkuchen,Reis,Nudeln,Salat,Apfelkuchen,Gulasch,Schokoladenkuchen"));
  }

  private static List<String> words(String list) {
    return List.of(list.split(","));
  }
}
