package dev.fathom.browser;

import com.microsoft.playwright.options.FilePayload;
import dev.fathom.testing.Script;
import java.nio.charset.StandardCharsets;

/// Conversations with everything in them that the page can show.
final class Talks {
  static final String TIDES = "Warum gibt es zwei Gezeiten am Tag, und was rechnet man damit?";

  private static final String TIDES_THOUGHT =
      """
      Zwei Flutberge also, einer zum Mond hin, einer von ihm weg. Viele erklären nur den ersten.
      Der Unterschied der Anziehung über den Durchmesser der Erde ist, was zählt, nicht die Anziehung selbst.
      Die Gezeitenbeschleunigung fällt mit der dritten Potenz des Abstands, darum ist der Mond stärker als die Sonne.
      Eine kleine Tabelle für Mond und Sonne, eine Formel, und ein paar Zeilen Code zum Nachrechnen.
      """;

  private static final String TIDES_ANSWER =
      """
      Weil der Mond nicht überall gleich stark zieht. Auf der ihm zugewandten Seite etwas mehr, auf der \
      abgewandten etwas weniger als im Mittelpunkt der Erde; das Wasser weicht nach **beiden** Seiten aus, \
      und die Erde dreht sich unter zwei Flutbergen hindurch.

      Was zählt, ist der *Unterschied* der Anziehung über den Radius $r$ der Erde:

      $$\\Delta a \\approx \\frac{2\\,G\\,M\\,r}{d^3}$$

      | | Masse $M$ | Abstand $d$ | Unterschied $\\Delta a$ |
      |---|---:|---:|---:|
      | Mond | 7,3 · 10²² kg | 384 400 km | 1,1 · 10⁻⁶ m/s² |
      | Sonne | 2,0 · 10³⁰ kg | 149,6 Mio. km | 0,5 · 10⁻⁶ m/s² |

      Zum Nachrechnen:

      ```python
      G, r = 6.674e-11, 6.371e6          # SI units

      def tide(mass, distance):
          \"\"\"Difference of attraction over the Earth's radius.\"\"\"
          return 2 * G * mass * r / distance ** 3

      print(f"{tide(7.346e22, 3.844e8):.2e}")   # the Moon
      ```

      Stehen Mond und Sonne in einer Linie, addieren sich beide zur *Springtide*:

      1. bei Neumond und Vollmond am höchsten,
      2. bei Halbmond am niedrigsten.

      > Die Gezeiten sind der Fingerabdruck des Mondes auf der Erde.
      """;

  private Talks() {}

  static Script script() {
    return new Script()
        .when(TIDES)
        .say("<think>\n" + TIDES_THOUGHT + "</think>\n\n" + TIDES_ANSWER)
        .when("calculator", "<tool_response>")
        .say("It is **390625**.")
        .when("calculator", "What is 25^4?")
        .say(Script.call("calculator", "{\"expression\": \"25^4\"}"))
        .when("a short word")
        .say("Short.")
        .when("")
        .say("Certainly, with [a link](https://example.org/) and `code`.");
  }

  /// A question in German with a thought, a table, a formula and code in its answer.
  static ChatPage tides(Stage stage, View view) {
    ChatPage chat = stage.visit(view);
    chat.ask(TIDES).answered("Fingerabdruck");
    return chat;
  }

  /// Also versions, a tool's call and an attachment.
  static ChatPage all(Stage stage, View view) {
    ChatPage chat = stage.visit(view);
    chat.at("settings").click();
    chat.at("tool-calculator").check();
    chat.page.keyboard().press("Escape");
    chat.ask("What is 25^4?").answered("390625");
    byte[] notes = "Nothing of interest.".getBytes(StandardCharsets.UTF_8);
    chat.at("attach-input").setInputFiles(new FilePayload("notes.txt", "text/plain", notes));
    chat.ask(TIDES).answered("Fingerabdruck");
    chat.at("regenerate").last().click();
    chat.answered("Fingerabdruck");
    return chat;
  }
}
