package httpapi

import (
	"cmp"
	"net/http"
	"strings"
)

// keystoneLinks are the links of projects and of their list. What does not exist is null (documented).
type keystoneLinks struct {
	Self     string  `json:"self"`
	Previous *string `json:"previous"`
	Next     *string `json:"next"`
}

type selfLink struct {
	Self string `json:"self"`
}

type keystoneProject struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	DomainID    string        `json:"domain_id"`
	ParentID    string        `json:"parent_id"`
	Description string        `json:"description"`
	Enabled     bool          `json:"enabled"`
	IsDomain    bool          `json:"is_domain"`
	Links       keystoneLinks `json:"links"`
}

type keystoneDomain struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Enabled     bool     `json:"enabled"`
	Links       selfLink `json:"links"`
}

// maxProjectPage is the largest per_page of project lists (documented).
const maxProjectPage = 5000

// listProjects is KeystoneListProjects: the caller's own project, whatever name is asked for. Clients ask for the project of a region by the region's
// name, and every region is this one project (assumed). An account and its project have the same id (assumed).
func listProjects(r *request) (int, any, error) {
	q := r.URL.Query()
	pageNumber, err := r.queryInt("page", 1, 1, maxInt)
	if err != nil {
		return 0, nil, err
	}
	size, err := r.queryInt("per_page", maxProjectPage, 1, maxProjectPage)
	if err != nil {
		return 0, nil, err
	}
	same := func(name string, want ...string) bool {
		got := q.Get(name)
		for _, w := range want {
			if got == "" || strings.EqualFold(got, w) {
				return true
			}
		}
		return false
	}
	projects := []keystoneProject{}
	if same("domain_id", r.call.Tenant) && same("parent_id", r.call.Tenant) && same("enabled", "true") && same("is_domain", "false") {
		projects = append(projects, keystoneProject{
			ID: r.call.Tenant, Name: cmp.Or(q.Get("name"), regionCode), DomainID: r.call.Tenant, ParentID: r.call.Tenant, Enabled: true,
			Links: keystoneLinks{Self: r.address("/v3/projects/" + r.call.Tenant)},
		})
	}
	return http.StatusOK, struct {
		Projects []keystoneProject `json:"projects"`
		Links    keystoneLinks     `json:"links"`
	}{page(projects, min(pageNumber-1, 1)*size, size), keystoneLinks{Self: r.address("/v3/projects")}}, nil
}

// listDomains is KeystoneListAuthDomains: the caller's account.
func listDomains(r *request) (int, any, error) {
	return http.StatusOK, struct {
		Domains []keystoneDomain `json:"domains"`
		Links   selfLink         `json:"links"`
	}{
		[]keystoneDomain{{ID: r.call.Tenant, Name: r.call.Tenant, Enabled: true, Links: selfLink{r.address("/v3/domains/" + r.call.Tenant)}}},
		selfLink{r.address("/v3/auth/domains")},
	}, nil
}

// address is where the caller finds a path.
func (r *request) address(path string) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + path
}
