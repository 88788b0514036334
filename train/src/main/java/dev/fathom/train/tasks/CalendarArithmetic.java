package dev.fathom.train.tasks;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/// `calendar_arithmetic`: weekday_offset, is_leap_year and count_days of reasoning-gym.
final class CalendarArithmetic implements Recipe {
  private static final Phrases FORWARD =
      Phrases.of(
          """
          Today is {w}. What day of the week is it in {n} days?
          If today is {w}, which weekday will it be in {n} days?
          It is {w}. Which day is it {n} days from now?
          {w} plus {n} days is which weekday?
          What weekday is {n} days after {w}?
          Which day comes {n} days after a {w}?
          """,
          """
          Heute ist {w}. Welcher Wochentag ist in {n} Tagen?
          Wenn heute {w} ist, welcher Wochentag ist dann in {n} Tagen?
          Es ist {w}. Welcher Tag ist {n} Tage später?
          {w} plus {n} Tage ist welcher Wochentag?
          Welcher Wochentag ist {n} Tage nach {w}?
          Welcher Tag kommt {n} Tage nach einem {w}?
          """);
  private static final Phrases BACK =
      Phrases.of(
          """
          Today is {w}. What day of the week was it {n} days ago?
          If today is {w}, which weekday was it {n} days ago?
          What weekday is {n} days before {w}?
          {w} minus {n} days is which weekday?
          """,
          """
          Heute ist {w}. Welcher Wochentag war vor {n} Tagen?
          Wenn heute {w} ist, welcher Wochentag war vor {n} Tagen?
          Welcher Wochentag ist {n} Tage vor {w}?
          {w} minus {n} Tage ist welcher Wochentag?
          """);
  private static final Phrases LEAP =
      Phrases.of(
          """
          Is {y} a leap year?
          Was or will {y} be a leap year?
          Determine whether the year {y} is a leap year.
          Does the year {y} have 366 days?
          Tell me if {y} is a leap year.
          leap year {y}?
          """,
          """
          Ist {y} ein Schaltjahr?
          War oder wird {y} ein Schaltjahr?
          Bestimme, ob das Jahr {y} ein Schaltjahr ist.
          Hat das Jahr {y} 366 Tage?
          Sage mir, ob {y} ein Schaltjahr ist.
          Schaltjahr {y}?
          """);
  private static final Phrases COUNT =
      Phrases.of(
          """
          How many {t} are there from {a} to {b}, both included?
          Count the {t} from {a} to {b} inclusive.
          {a} to {b}: how many {t}?
          What is the number of {t} between {a} and {b}, both days included?
          """,
          """
          Wie viele {t} gibt es von {a} bis {b}, beide eingeschlossen?
          Zähle die {t} von {a} bis einschließlich {b}.
          {a} bis {b}: wie viele {t}?
          Wie groß ist die Anzahl der {t} zwischen {a} und {b}, beide Tage eingeschlossen?
          """);
  private static final List<String> ENGLISH_DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
  private static final List<String> GERMAN_DAYS =
      List.of("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag");
  private static final List<String> ENGLISH_MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");
  private static final List<String> GERMAN_MONTHS =
      List.of(
          "Januar",
          "Februar",
          "März",
          "April",
          "Mai",
          "Juni",
          "Juli",
          "August",
          "September",
          "Oktober",
          "November",
          "Dezember");

  @Override
  public String family() {
    return "calendar_arithmetic";
  }

  @Override
  public List<String> levels() {
    return List.of(
        "weekday_offset up to 20 days, is_leap_year",
        "weekday_offset up to 100 days either way, is_leap_year",
        "count_days within a month",
        "count_days within two months, weekday_offset up to 400 days");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    if (level < 3) {
      return draw.chance(0.3)
          ? leap(draw, language)
          : offset(draw, language, level == 1 ? 20 : 100, level > 1);
    }
    return level == 4 && draw.chance(0.3)
        ? offset(draw, language, 400, true)
        : count(draw, language, level == 4);
  }

  @Override
  public boolean right(Problem problem, String answer) {
    if (Character.isDigit(problem.answer().charAt(0))) {
      return Answers.sameInteger(answer, problem);
    }
    String said = Answers.plain(answer);
    return said.equals(problem.answer().toLowerCase(Locale.ROOT))
        || (problem.answer().equals("Samstag") && said.equals("sonnabend"));
  }

  private static List<String> days(Language language) {
    return language.choose(ENGLISH_DAYS, GERMAN_DAYS);
  }

  private static Draft offset(Draw draw, Language language, int most, boolean either) {
    int start = draw.below(7);
    int days = draw.between(2, most);
    boolean back = either && draw.chance(0.4);
    List<String> names = days(language);
    int end = Math.floorMod(back ? start - days : start + days, 7);
    String question =
        (back ? BACK : FORWARD).pick(draw, language, "w", names.get(start), "n", days);
    return new Draft(question, names.get(end), pad -> walk(start, days, back, names, pad));
  }

  /// Whole weeks change nothing; the rest is walked day by day.
  private static void walk(int start, int days, boolean back, List<String> names, Scratchpad pad) {
    if (days > 6) {
      new Columns(pad).quotient(days, 7);
    }
    pad.line(names.get(start) + (back ? "-" : "+") + days % 7);
    for (int i = 1; i <= days % 7; i++) {
      pad.line(i + " " + names.get(Math.floorMod(back ? start - i : start + i, 7)));
    }
    if (days % 7 == 0) {
      pad.line(names.get(start));
    }
  }

  private static Draft leap(Draw draw, Language language) {
    int year = draw.chance(0.3) ? draw.between(15, 25) * 100 : draw.between(1600, 2200);
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    String answer = language.choose(leap ? "yes" : "no", leap ? "ja" : "nein");
    String question = LEAP.ask(draw, language, "y", year);
    return new Draft(question, answer, pad -> leapWork(year, pad));
  }

  /// By the last two digits; of full centuries by the first two.
  private static void leapWork(int year, Scratchpad pad) {
    boolean century = year % 100 == 0;
    int part = century ? year / 100 : year % 100;
    pad.line(
        pad.say(century ? "century " : "digits ", century ? "Jahrhundert " : "Ziffern ") + part);
    new Columns(pad).quotient(part, 4);
    boolean leap = part % 4 == 0;
    pad.line(pad.say(leap ? "yes" : "no", leap ? "ja" : "nein"));
  }

  private static Draft count(Draw draw, Language language, boolean two) {
    int year = draw.between(2015, 2035);
    LocalDate month = LocalDate.of(year, draw.between(1, two ? 11 : 12), 1);
    int first = draw.between(1, two ? 28 : 12);
    LocalDate from = month.withDayOfMonth(first);
    LocalDate end = two ? month.plusMonths(1) : month;
    LocalDate to = end.withDayOfMonth(two ? draw.between(1, 28) : draw.between(first + 1, 28));
    int wanted = draw.below(7);
    String days = language.choose(ENGLISH_DAYS.get(wanted) + "s", GERMAN_DAYS.get(wanted) + "e");
    int until = Math.floorMod(wanted - (from.getDayOfWeek().getValue() - 1), 7);
    int span = (int) ChronoUnit.DAYS.between(from, to);
    int count = span < until ? 0 : (span - until) / 7 + 1;
    String question =
        COUNT.pick(draw, language, "t", days, "a", dated(from, language), "b", dated(to, language));
    return new Draft(question, count, pad -> countWork(from, to, until, wanted, pad));
  }

  /// `Monday, March 3, 2025`; `Montag, 3. März 2025`.
  private static String dated(LocalDate date, Language language) {
    String day = days(language).get(date.getDayOfWeek().getValue() - 1);
    int month = date.getMonthValue() - 1;
    return language.choose(
        day + ", " + ENGLISH_MONTHS.get(month) + " " + date.getDayOfMonth() + ", " + date.getYear(),
        day + ", " + date.getDayOfMonth() + ". " + GERMAN_MONTHS.get(month) + " " + date.getYear());
  }

  /// The days that fit, one after the other; the end of the month taken off where it is passed.
  private static void countWork(
      LocalDate from, LocalDate to, int until, int wanted, Scratchpad pad) {
    String name = pad.say(ENGLISH_DAYS.get(wanted), GERMAN_DAYS.get(wanted));
    int length = from.lengthOfMonth();
    int last = (int) ChronoUnit.DAYS.between(from, to) + from.getDayOfMonth();
    if (last != to.getDayOfMonth()) {
      pad.step(length + "+" + to.getDayOfMonth(), last);
    }
    int day = from.getDayOfMonth() + until;
    pad.line(from.getDayOfMonth() + "+" + until + "=" + day + " " + name);
    int count = 0;
    for (; day <= last; day += 7) {
      pad.line(++count + ": " + day);
    }
    pad.line(day + ">" + last);
    pad.line("=" + count);
  }
}
