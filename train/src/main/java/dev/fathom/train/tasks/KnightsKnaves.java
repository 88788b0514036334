package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `knights_knaves`: knights always tell the truth, knaves always lie; who is who? One solution
/// each.
final class KnightsKnaves implements Recipe {
  private static final List<String> NAMES =
      List.of("Ben", "Tom", "Max", "Paul", "Leon", "Finn", "Noah", "Tim", "Felix", "David");
  private static final List<Claim.Form> ALL = List.of(Claim.Form.values());
  private static final List<Claim.Form> FEW =
      List.of(Claim.Form.PLAIN, Claim.Form.PLAIN, Claim.Form.AND, Claim.Form.OR);
  private static final String ROLE = "(?:a |an |ein |der )?(knight|knave|ritter|schurke)";

  private static final Phrases PHRASES =
      Phrases.of(
          """
          Knights always tell the truth, knaves always lie. {s} Who is a knight and who is a knave?
          On an island everyone is a knight (always truthful) or a knave (always lying). {s} Who is what?
          A knight always tells the truth and a knave always lies. {s} So who is a knight and who is a knave?
          Knights speak the truth, knaves lie. {s} What are {l}?
          Each of {l} is a knight or a knave. {s} Who is which?
          Knights and knaves: {s} Who is a knight, who is a knave?
          You meet {l}. Knights never lie, knaves always do. {s} Tell who is who.
          {s} Knights tell the truth, knaves lie. Who is a knight and who is a knave?
          """,
          """
          Ritter sagen immer die Wahrheit, Schurken lügen immer. {s} Wer ist Ritter und wer ist Schurke?
          Auf einer Insel ist jeder ein Ritter (immer ehrlich) oder ein Schurke (lügt immer). {s} Wer ist was?
          Ein Ritter sagt stets die Wahrheit und ein Schurke lügt stets. {s} Wer ist also Ritter und wer ist Schurke?
          Ritter sprechen die Wahrheit, Schurken lügen. {s} Was sind {l}?
          Jeder von {l} ist ein Ritter oder ein Schurke. {s} Wer ist was?
          Ritter und Schurken: {s} Wer ist Ritter, wer ist Schurke?
          Du triffst {l}. Ritter lügen nie, Schurken immer. {s} Sage, wer was ist.
          {s} Ritter sagen die Wahrheit, Schurken lügen. Wer ist Ritter und wer ist Schurke?
          """);

  private static final Phrases SAYS =
      Phrases.of(
          """
          {n} says: "{c}."
          {n} says that {c}.
          {n} claims: "{c}."
          {n}: "{c}."
          """,
          """
          {n} sagt: "{c}."
          {n} sagt: {c}.
          {n} behauptet: "{c}."
          {n}: "{c}."
          """);

  @Override
  public String family() {
    return "knights_knaves";
  }

  @Override
  public List<String> levels() {
    return List.of(
        "2 people, plain statements and such with and, or",
        "2 people, also with if, same, different",
        "3 people, plain statements and such with and, or",
        "3 people, also with if, same, different");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    int people = level < 3 ? 2 : 3;
    List<String> names = draw.some(people, NAMES);
    List<Claim> claims = claims(draw, people, level % 2 == 0 ? ALL : FEW);
    StringBuilder statements = new StringBuilder();
    for (int i = 0; i < people; i++) {
      String claim = claims.get(i).written(names, language);
      statements.append(i == 0 ? "" : " ");
      statements.append(SAYS.pick(draw, language, "n", names.get(i), "c", claim));
    }
    String question =
        PHRASES.pick(draw, language, "s", statements, "l", Phrases.list(names, language));
    int roles = solutions(claims).getFirst();
    return new Draft(
        question,
        answer(names, roles, language),
        pad -> work(names, claims, pad),
        Map.of("names", names, "knights", knights(names, roles)));
  }

  @Override
  public boolean right(Problem problem, String answer) {
    List<?> names = (List<?>) problem.metadata().getOrDefault("names", List.of());
    List<?> knights = (List<?>) problem.metadata().getOrDefault("knights", List.of());
    String rest = Answers.plain(answer);
    for (Object name : names) {
      String link = "\\b" + Pattern.quote(name.toString().toLowerCase(java.util.Locale.ROOT));
      Matcher said =
          Pattern.compile(link + "(?:: ?| is | ist | = ?|=)" + ROLE + "\\b").matcher(rest);
      boolean knight = knights.contains(name);
      if (!said.find() || knight != List.of("knight", "ritter").contains(said.group(1))) {
        return false;
      }
      rest = rest.substring(0, said.start()) + " " + rest.substring(said.end());
    }
    return !names.isEmpty() && rest.replaceAll("\\b(?:and|und)\\b|[,;\\s]", "").isEmpty();
  }

  private static List<Claim> claims(Draw draw, int people, List<Claim.Form> forms) {
    while (true) {
      List<Claim> claims = new ArrayList<>();
      for (int i = 0; i < people; i++) {
        claims.add(Claim.drawn(draw, i, people, forms));
      }
      if (solutions(claims).size() == 1) {
        return claims;
      }
    }
  }

  /// Roles as bits (1 a knight) under which knights alone speak true.
  private static List<Integer> solutions(List<Claim> claims) {
    List<Integer> found = new ArrayList<>();
    for (int roles = (1 << claims.size()) - 1; roles >= 0; roles--) {
      boolean fits = true;
      for (int i = 0; i < claims.size(); i++) {
        fits &= claims.get(i).holds(roles) == Claim.knight(i, roles);
      }
      if (fits) {
        found.add(roles);
      }
    }
    return found;
  }

  /// All roles in turn, `+` a knight and `-` a knave, each until somebody's word contradicts his
  /// role.
  private static void work(List<String> names, List<Claim> claims, Scratchpad pad) {
    int solution = solutions(claims).getFirst();
    for (int roles = (1 << claims.size()) - 1; roles >= solution; roles--) {
      pad.line(signs(names, roles) + "?");
      boolean fits = true;
      for (int i = 0; i < claims.size() && fits; i++) {
        boolean holds = claims.get(i).holds(roles);
        fits = holds == Claim.knight(i, roles);
        String said = names.get(i) + ": " + claims.get(i).shown(names) + " ";
        String end = fits ? "" : " " + Scratchpad.BACK;
        pad.choice(said + truth(holds, pad) + end, said + truth(!holds, pad));
      }
    }
  }

  private static String truth(boolean holds, Scratchpad pad) {
    return pad.say(holds ? "true" : "false", holds ? "wahr" : "falsch");
  }

  private static String signs(List<String> names, int roles) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      parts.add(Claim.sign(names.get(i), Claim.knight(i, roles)));
    }
    return String.join(" ", parts);
  }

  private static String answer(List<String> names, int roles, Language language) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String role = Claim.role(Claim.knight(i, roles), language);
      parts.add(names.get(i) + language.choose(" is a ", " ist ") + role);
    }
    return String.join(", ", parts);
  }

  private static List<String> knights(List<String> names, int roles) {
    List<String> knights = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (Claim.knight(i, roles)) {
        knights.add(names.get(i));
      }
    }
    return knights;
  }
}
