package console

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/console/visitor"
)

//go:embed page/*.html
var pageFiles embed.FS

//go:embed static
var staticFiles embed.FS

// pages are the parsed pages by name.
type pages map[string]*template.Template

func readPages() (pages, error) {
	base, err := template.New("").Funcs(functions).ParseFS(pageFiles, "page/frame.html", "page/part_*.html")
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(pageFiles, "page/*.html")
	if err != nil {
		return nil, err
	}
	all := pages{}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if name == "frame" || strings.HasPrefix(name, "part_") {
			continue
		}
		own, err := base.Clone()
		if err != nil {
			return nil, err
		}
		if all[name], err = own.ParseFS(pageFiles, file); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// render writes a page. It is written to memory first, so that a failure is not half a page.
func (p pages) render(w http.ResponseWriter, status int, name string, data any) {
	var b bytes.Buffer
	if err := p[name].ExecuteTemplate(&b, "frame", data); err != nil {
		http.Error(w, "The page cannot be shown: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// serveStatic serves the style and the script.
func (c *Console) serveStatic(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "max-age=300")
	//nolint:gosec // of the embedded files only
	http.ServeFileFS(w, r, staticFiles, "static/"+r.PathValue("file"))
}

// frame is what stands around every page.
type frame struct {
	Title  string
	Base   string // where the console is served
	Place  string
	Bare   bool // no one is signed in
	Active string
	Menu   []menuItem
	Who    visitor.Caller
	// Account is nil on a bare page.
	Account  *mssclient.Tenant
	At, Head time.Time
	Ahead    bool
	Notice   string
	Done     string // what has just been done
	BackHere string // this page at the account's own instant
	Query    []pair // parameters that the form of the instant keeps
	Here     string
	Acts     bool // the page may offer actions
}

type menuItem struct{ Name, Address, Icon string }

type pair struct{ Name, Value string }

func (c *Console) bareFrame(title string) frame {
	return frame{Title: title, Base: c.Path, Place: c.Place, Bare: true}
}

// menu is the pages, in the order of the menu.
var menu = [][2]string{{"Overview", "/"}, {"Timeline", "/timeline"}, {"Packages", "/packages"}, {"Assets", "/assets"},
	{"Orders", "/orders"}, {"Buy", "/buy"}, {"Events", "/events"}, {"Clock", "/clock"},
	{"Rules", "/rules"}}

func (v *visit) frame(title, active string) frame {
	f := frame{
		Title: title, Base: v.Path, Place: v.Place, Active: active, Who: v.who, Account: v.account, At: v.at, Head: v.base,
		Ahead: v.IsAhead(), Notice: v.notice, BackHere: v.with("at", ""), Here: v.r.URL.Path, Acts: v.CanAct(),
		Done: done[v.query.Get("done")],
	}
	for _, m := range menu {
		f.Menu = append(f.Menu, menuItem{m[0], v.link(m[1]), strings.ToLower(m[0])})
	}
	for _, name := range sortedKeys(v.query) {
		if name != "at" && name != "page" && name != "done" {
			for _, value := range v.query[name] {
				f.Query = append(f.Query, pair{name, value})
			}
		}
	}
	return f
}

// To is an address of the console that keeps the page's instant.
func (f frame) To(path string, ids ...string) string {
	for _, id := range ids {
		path += url.PathEscape(id)
	}
	if f.Ahead {
		path += "?at=" + instant(f.At)
	}
	return f.Base + path
}

// show writes a page of the visit.
func (v *visit) show(name string, data any) error {
	v.pages.render(v.w, http.StatusOK, name, data)
	return nil
}

// paging is the links between the pages of a list.
type paging struct {
	First, Last, Total int
	Previous, Next     string // addresses; empty: none
}

// Text says which rows are shown.
func (p paging) Text() string {
	if p.Total == 0 {
		return "none"
	}
	return fmt.Sprintf("%d–%d of %d", p.First, p.Last, p.Total)
}

// paging of a list of which a page shows so many rows.
func (v *visit) paging(size int) (mssclient.Page, func(total int) paging) {
	const most = 1_000_000
	n := v.number("page", 1, most, 1)
	offset := (n - 1) * size
	return mssclient.Page{Offset: int32(offset), Limit: int32(size)}, func(total int) paging {
		p := paging{First: min(offset+1, total), Last: min(offset+size, total), Total: total}
		if n > 1 {
			p.Previous = v.with("page", fmt.Sprint(n-1))
		}
		if offset+size < total {
			p.Next = v.with("page", fmt.Sprint(n+1))
		}
		return p
	}
}
