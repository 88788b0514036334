package dev.fathom.train.tasks;

import java.util.List;

/// Somebody in a word problem; all names are at home in both languages.
record Person(String name, boolean woman) {
  static final List<Person> ALL =
      List.of(
          woman("Anna"),
          woman("Clara"),
          woman("Emma"),
          woman("Eva"),
          woman("Hannah"),
          woman("Julia"),
          woman("Laura"),
          woman("Lena"),
          woman("Lisa"),
          woman("Maria"),
          woman("Mia"),
          woman("Nina"),
          woman("Sara"),
          woman("Sofia"),
          man("Ben"),
          man("David"),
          man("Felix"),
          man("Finn"),
          man("Jan"),
          man("Jonas"),
          man("Leon"),
          man("Lukas"),
          man("Martin"),
          man("Max"),
          man("Noah"),
          man("Paul"),
          man("Peter"),
          man("Simon"),
          man("Tim"),
          man("Tom"));

  /// `she`, `sie`.
  String subject(Language language) {
    return language.choose(woman ? "she" : "he", woman ? "sie" : "er");
  }

  /// At the start of a sentence.
  String opening(Language language) {
    String word = subject(language);
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  /// `her`, `ihr` in the dative.
  String dative(Language language) {
    return language.choose(woman ? "her" : "him", woman ? "ihr" : "ihm");
  }

  private static Person woman(String name) {
    return new Person(name, true);
  }

  private static Person man(String name) {
    return new Person(name, false);
  }
}
