package console

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/console/drawing"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/console/visitor"
)

// Bounds of a report: what does not fit is counted.
const (
	reportPackages = 100 // on the timeline
	reportRows     = 300 // of a table
	markdownBytes  = 60_000
)

type reportPage struct {
	Title, Place string
	Account      *mssclient.Tenant
	From, Until  time.Time
	CSS          template.CSS
	Lanes        []lane
	Drawn        drawing.Frame
	Phases       []drawing.Legend
	Marks        []drawing.Legend
	Forecast     control.Forecast
	Chart        template.HTML
	Ends         []ending
	Events       []control.Event
	Pools        []card
	MoreLanes    int
	MoreEnds     int
	MoreEvents   int
}

// Report writes what a project has and what will happen to it until an instant as one file that needs nothing else:
// a page, or Markdown for comments of at most 60 kB.
func Report(ctx context.Context, w io.Writer, cfg Config, until time.Time, asMarkdown bool) error {
	pages, err := readPages()
	if err != nil {
		return err
	}
	c := &Console{Config: cfg, pages: pages}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://report.invalid/", http.NoBody)
	if err != nil {
		return err
	}
	v, err := c.visit(nil, req, visitor.Owner(cfg.Project))
	if err != nil {
		return err
	}
	p, err := v.report(until)
	if err != nil {
		return err
	}
	if asMarkdown {
		_, err = io.WriteString(w, p.markdown())
		return err
	}
	css, err := staticFiles.ReadFile("static/console.css")
	if err != nil {
		return err
	}
	p.CSS = template.CSS(css) //nolint:gosec // our own file
	var b bytes.Buffer
	if err := pages["report"].ExecuteTemplate(&b, "report", p); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

func (v *visit) report(until time.Time) (p reportPage, err error) {
	p = reportPage{Title: "Report on " + v.who.Project, Place: v.Place, Account: v.account, From: v.at, Until: until,
		Phases: drawing.Phases(), Marks: drawing.Marks()}
	err = v.call(http.MethodPost, "/v1/"+v.who.Project+"/mss/forecasts", control.NewForecast{Until: instant(until)},
		&p.Forecast)
	if err != nil {
		return p, err
	}
	if p.Chart, err = drawing.Months(p.Forecast.Months, p.Forecast.Currency); err != nil {
		return p, err
	}
	if p.Pools, err = v.pools(); err != nil {
		return p, err
	}
	p.Ends = v.endings(p.Forecast)
	if p.MoreEnds = len(p.Ends) - reportRows; p.MoreEnds > 0 {
		p.Ends = p.Ends[:reportRows]
	}
	if p.Events, err = v.events(v.at, until); err != nil {
		return p, err
	}
	if p.MoreEvents = len(p.Events) - reportRows; p.MoreEvents > 0 {
		p.Events = p.Events[:reportRows]
	}
	page := mssclient.Page{Limit: reportPackages}
	packages, err := v.client.Packages(v.ctx, mssclient.PackageFilter{Page: &page})
	if err != nil {
		return p, err
	}
	p.MoreLanes = max(0, int(page.Total)-reportPackages)
	past := until.Sub(v.at) / 6
	w := drawing.Window{From: v.at.Add(-past), To: until, Now: v.at}
	if p.Lanes, err = v.lanes(packages, w); err != nil {
		return p, err
	}
	for i := range p.Lanes { // the file stands alone
		p.Lanes[i].Address, p.Lanes[i].OfMore = "", ""
	}
	p.Drawn = w.Frame()
	return p, nil
}

// cell is a text in a table of Markdown.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ", "<", "&lt;", ">", "&gt;", "`", "'", "[", `\[`, "*", `\*`,
		"_", `\_`, "@", "@\u200b").Replace(s)
}

// markdown is the report as tables, the most important ones first.
func (p reportPage) markdown() string {
	var b strings.Builder
	f := p.Forecast
	fmt.Fprintf(&b, "## %s\n\nFrom %s until %s, if nothing is done.\n\n", cell(p.Title), instant(p.From), instant(p.Until))
	fmt.Fprintf(&b, "* **Charges**: %s %s in %s\n", f.Total, f.Currency, count(len(f.Charges), "automatic renewal"))
	if f.Balance != "" {
		fmt.Fprintf(&b, "* **Balance**: %s %s now, %s %s then\n", p.Account.Balance, f.Currency, f.Balance, f.Currency)
	}
	if no := f.FirstFailure; no != nil {
		fmt.Fprintf(&b, "* **Not covered**: %s %s for `%s` on %s\n", no.Amount, f.Currency, no.ResourceID, instant(no.Time))
	}
	p.table(&b, "Charges by month (UTC+8)", []string{"Month", "Charged", "Balance"}, len(f.Months), 0,
		func(i int) []string { return []string{f.Months[i].Month, f.Months[i].Charged, f.Months[i].Balance} })
	p.table(&b, "On-shelf months", []string{"Pool", "Left", "Total"}, len(p.Pools), 0,
		func(i int) []string {
			return []string{p.Pools[i].Name, fmt.Sprint(p.Pools[i].Available), fmt.Sprint(p.Pools[i].Total)}
		})
	p.table(&b, "What ends", []string{"When", "What", "Name", "Id", "Then"}, len(p.Ends), max(0, p.MoreEnds),
		func(i int) []string {
			e := p.Ends[i]
			return []string{instant(e.At), e.What + " " + e.Word, e.Name, e.ID, cmp.Or(e.Then, e.Note)}
		})
	p.table(&b, "Events", []string{"When", "What", "Details", "Money"}, len(p.Events), max(0, p.MoreEvents),
		func(i int) []string {
			e := p.Events[i]
			return []string{instant(e.At), words(e.Type), e.Text, strings.TrimSpace(e.Amount + " " + e.Currency)}
		})
	return b.String()
}

// table writes rows as long as the report stays within its size, and how many it leaves out.
func (p reportPage) table(b *strings.Builder, title string, head []string, rows, more int, row func(int) []string) {
	const reserve = 200
	if rows == 0 || b.Len() > markdownBytes-4*reserve {
		return
	}
	fmt.Fprintf(b, "\n### %s\n\n| %s |\n|%s\n", title, strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for i := range rows {
		cells := row(i)
		for j := range cells {
			cells[j] = cell(cells[j])
		}
		line := "| " + strings.Join(cells, " | ") + " |\n"
		if b.Len()+len(line) > markdownBytes-reserve {
			more += rows - i
			break
		}
		b.WriteString(line)
	}
	if more > 0 {
		fmt.Fprintf(b, "\n… and %d more\n", more)
	}
}
