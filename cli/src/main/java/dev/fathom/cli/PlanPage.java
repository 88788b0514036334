package dev.fathom.cli;

import dev.fathom.plan.Report;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// A plan as a page that needs nothing beside it: no script, no font, no picture from elsewhere.
final class PlanPage {
  private static final String STYLE =
      """
      :root{--ink:#1d2a30;--pale:#66767d;--line:#dbe2e4;--paper:#fbfaf7;--deep:#0e6070;--warm:#c4703a}
      @media(prefers-color-scheme:dark){:root{--ink:#e4e9ea;--pale:#93a2a8;--line:#2d3a40;--paper:#12191c;--deep:#5bb5c4;--warm:#e39a66}}
      *{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 ui-serif,Georgia,serif}
      main{max-width:62rem;margin:0 auto;padding:3rem 1.5rem 5rem;border-left:1px solid var(--line)}
      h1{font-weight:500;font-size:2rem;margin:0 0 .2rem}h2{font-weight:500;font-size:1.2rem;margin:2.6rem 0 .8rem}
      .of{color:var(--pale);margin:0 0 2rem}
      dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr));gap:1.1rem 1.6rem;margin:0}
      dt{color:var(--pale);font:.82rem/1.3 ui-sans-serif,system-ui,sans-serif}
      dd{margin:.1rem 0 0;font:500 1.08rem/1.3 ui-monospace,monospace;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
      dd small{display:block;font-weight:400;color:var(--deep);font-size:.78rem}
      .wide{overflow-x:auto}table{border-collapse:collapse;font:.86rem/1.4 ui-sans-serif,system-ui,sans-serif;font-variant-numeric:tabular-nums}
      th,td{padding:.35rem .8rem .35rem 0;text-align:right;border-bottom:1px solid var(--line)}
      th{font-weight:500;color:var(--pale);vertical-align:bottom}th:first-child,td:first-child{text-align:left}
      svg{width:100%;max-width:46rem;height:auto;display:block}svg text{font:11px ui-sans-serif,system-ui,sans-serif;fill:var(--pale)}
      .grid{stroke:var(--line)}.s0{fill:var(--deep)}.s1{fill:var(--warm)}.l0,.l1{fill:none;stroke:var(--deep);stroke-width:2}.l1{stroke:var(--warm)}
      figure{margin:1.6rem 0;overflow-x:auto}td:first-child{white-space:nowrap}
      @media(max-width:40rem){main{padding:1.6rem 1rem 3rem;border:0}h1{font-size:1.6rem}svg{min-width:34rem}
      dl{grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:.9rem 1rem}dd{font-size:1rem}}
      .notes{margin-top:3rem;color:var(--pale);font-size:.92rem}.notes p{max-width:44rem}
      """;

  private final Report report;
  private final Texts texts;
  private final PlanFigures figures;
  private final StringBuilder page = new StringBuilder();

  PlanPage(Report report, Texts texts) {
    this.report = report;
    this.texts = texts;
    figures = new PlanFigures(texts);
  }

  String html() {
    String title = texts.say("plan.title." + report.name());
    page.append("<!doctype html>\n<html lang=\"").append(texts.locale().getLanguage());
    page.append("\">\n<meta charset=\"utf-8\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    page.append(Markup.escape(title)).append("</title>\n<style>\n").append(STYLE);
    page.append("</style>\n<main>\n<h1>").append(Markup.escape(title));
    page.append("</h1>\n<p class=\"of\">");
    String day = LocalDate.now(ZoneOffset.UTC).toString();
    page.append(Markup.escape(texts.say("plan.by", Version.line(), day)));
    page.append("</p>\n");
    report.parts().forEach(this::part);
    page.append("<div class=\"notes\">\n");
    report.notes().forEach(note -> paragraph(figures.note(note)));
    paragraph(texts.say("plan.sources"));
    return page.append("</div>\n</main>\n</html>\n").toString();
  }

  private void paragraph(String words) {
    page.append("<p>").append(Markup.escape(words)).append("</p>\n");
  }

  private void part(Report.Part part) {
    switch (part) {
      case Report.Figures some -> {
        heading(some.key());
        page.append("<dl>\n");
        some.figures().forEach(this::figure);
        page.append("</dl>\n");
      }
      case Report.Rows rows -> {
        heading(rows.key());
        table(rows);
      }
      case Report.Chart chart -> {
        page.append("<figure>\n").append(new PlanChart(chart, figures).svg());
        page.append("\n</figure>\n");
      }
    }
  }

  private void heading(String key) {
    if (!key.isEmpty()) {
      page.append("<h2>").append(Markup.escape(figures.heading(key))).append("</h2>\n");
    }
  }

  private void figure(Report.Figure figure) {
    page.append("<div><dt>").append(Markup.escape(figures.label(figure.key())));
    page.append("</dt><dd>");
    page.append(Markup.escape(figures.value(figure.value())));
    Double published = figure.published();
    if (published != null) {
      double ours = ((Number) figure.value()).doubleValue();
      page.append("<small>").append(Markup.escape(figures.published(ours, published)));
      page.append("</small>");
    }
    page.append("</dd></div>\n");
  }

  private void cell(@Nullable Object value) {
    page.append("<td>").append(Markup.escape(figures.value(value))).append("</td>");
  }

  private void table(Report.Rows rows) {
    page.append("<div class=\"wide\"><table>\n<tr>");
    for (String column : rows.columns()) {
      page.append("<th>").append(Markup.escape(figures.label(column))).append("</th>");
    }
    page.append("</tr>\n");
    for (var row : rows.rows()) {
      page.append("<tr>");
      row.forEach(this::cell);
      page.append("</tr>\n");
    }
    page.append("</table></div>\n");
  }
}
