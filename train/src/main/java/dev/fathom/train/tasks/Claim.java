package dev.fathom.train.tasks;

import java.util.List;

/// What an islander says of two people, as a form and two plain claims `person is a knight/knave`.
///
/// @param first person of the first plain claim
/// @param firstKnight whether it calls him a knight
record Claim(Form form, int first, boolean firstKnight, int second, boolean secondKnight) {
  enum Form {
    PLAIN,
    AND,
    OR,
    IF,
    SAME,
    DIFFERENT
  }

  /// Something a speaker may say of `people` persons. Plain claims alone never decide who is who:
  /// with everybody's role turned round they would fit as well.
  static Claim drawn(Draw draw, int speaker, int people, List<Form> forms) {
    int first = (speaker + draw.between(1, people - 1)) % people;
    int second = (first + draw.between(1, people - 1)) % people;
    return new Claim(draw.of(forms), first, draw.chance(0.5), second, draw.chance(0.5));
  }

  static boolean knight(int person, int roles) {
    return (roles >> person & 1) == 1;
  }

  static String role(boolean knight, Language language) {
    return language.choose(knight ? "knight" : "knave", knight ? "Ritter" : "Schurke");
  }

  boolean holds(int roles) {
    boolean a = knight(first, roles) == firstKnight;
    boolean b = knight(second, roles) == secondKnight;
    return switch (form) {
      case PLAIN -> a;
      case AND -> a && b;
      case OR -> a || b;
      case IF -> !a || b;
      case SAME -> knight(first, roles) == knight(second, roles);
      case DIFFERENT -> knight(first, roles) != knight(second, roles);
    };
  }

  /// The words of the question.
  String written(List<String> names, Language language) {
    String a = plain(names.get(first), firstKnight, language);
    String b = plain(names.get(second), secondKnight, language);
    String both = names.get(first) + language.choose(" and ", " und ") + names.get(second);
    return switch (form) {
      case PLAIN -> a;
      case AND -> a + language.choose(" and ", " und ") + b;
      case OR -> a + language.choose(" or ", " oder ") + b;
      case IF -> language.choose("if " + a + ", then " + b, conditional(names));
      case SAME -> both + language.choose(" are the same kind", " sind von gleicher Art");
      case DIFFERENT ->
          both + language.choose(" are different kinds", " sind von verschiedener Art");
    };
  }

  /// The same in the signs of a trace, `+` a knight and `-` a knave: `Ben+ & Tom-`.
  String shown(List<String> names) {
    String a = sign(names.get(first), firstKnight);
    String b = sign(names.get(second), secondKnight);
    return switch (form) {
      case PLAIN -> a;
      case AND -> a + " & " + b;
      case OR -> a + " | " + b;
      case IF -> a + " -> " + b;
      case SAME -> names.get(first) + "=" + names.get(second);
      case DIFFERENT -> names.get(first) + "!=" + names.get(second);
    };
  }

  static String sign(String name, boolean knight) {
    return name + (knight ? "+" : "-");
  }

  private String conditional(List<String> names) {
    String role = role(firstKnight, Language.GERMAN);
    String then = role(secondKnight, Language.GERMAN);
    return "wenn "
        + names.get(first)
        + " ein "
        + role
        + " ist, dann ist "
        + names.get(second)
        + " ein "
        + then;
  }

  private static String plain(String name, boolean knight, Language language) {
    return name + language.choose(" is a ", " ist ein ") + role(knight, language);
  }
}
