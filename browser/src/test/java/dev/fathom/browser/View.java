package dev.fathom.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

/// With what somebody looks at the page: a screen, and what their system prefers.
///
/// @param width of the window in CSS pixels
/// @param dark whether the system is dark
/// @param still whether the system wants no motion
/// @param locale as `en-US`
record View(int width, int height, boolean dark, boolean still, String locale) {
  static final View DESKTOP = new View(1440, 900, false, true, "en-US");
  static final View TABLET = new View(768, 1024, false, true, "en-US");
  static final View PHONE = new View(360, 740, false, true, "en-US");

  View inDark() {
    return new View(width, height, true, still, locale);
  }

  View moving() {
    return new View(width, height, dark, false, locale);
  }

  View inLanguage(String other) {
    return new View(width, height, dark, still, other);
  }

  Browser.NewContextOptions options() {
    return new Browser.NewContextOptions()
        .setViewportSize(width, height)
        .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT)
        .setReducedMotion(still ? ReducedMotion.REDUCE : ReducedMotion.NO_PREFERENCE)
        .setLocale(locale)
        .setHasTouch(width < 600)
        .setAcceptDownloads(true);
  }

  @Override
  public String toString() {
    return width + (dark ? "-dark" : "-light");
  }
}
