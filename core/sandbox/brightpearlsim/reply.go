package brightpearlsim

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// object is one JSON object of an answer.
type object = map[string]any

// reply is an answer before it is written: a status and the whole body.
type reply struct {
	status int
	body   any
}

// Error codes that were recorded on the real service.
const (
	codeNotFound      = "CMNC-404"
	codeNoBody        = "CMNC-010"
	codeFilterType    = "CMNC-018"
	codePatch         = "CMNC-044"
	codeInternal      = "CMNU-003"
	codeOrderID       = "ORDC-003"
	codeOrderType     = "ORDC-006"
	codeQuantity      = "ORDC-024"
	codeFreeTextName  = "ORDC-026"
	codeProductID     = "WHSC-014"
	codeWarehouse     = "WHSC-070"
	codeHookVariable  = "INTC-057"
	codeHookLifecycle = "INTC-062"
	codeHookResource  = "INTC-064"
)

// Codes of refusals whose real code nobody has published. Clients must not depend on them.
const (
	codeBadRequest   = "CMNC-001"
	codeUnknownField = "CMNC-011"
	codeUnknownName  = "CMNC-019"
	codeOrderField   = "ORDC-090"
	codeOrderState   = "ORDC-091"
	codeNoteState    = "WHSC-091"
	codeContactField = "CONC-090"
	codePaymentField = "ACCC-090"
	codePaymentTwice = "CPYC-DUP"
)

func answer(v any) reply { return reply{http.StatusOK, object{"response": v}} }
func done() reply        { return reply{http.StatusOK, object{}} }

func refuse(status int, code, message string) reply {
	return reply{status, object{"errors": []object{{"code": code, "message": message}}}}
}

func invalid(code, message string) reply { return refuse(http.StatusBadRequest, code, message) }
func notFound(message string) reply      { return refuse(http.StatusNotFound, codeNotFound, message) }

// said is the shape of authentication and throttle failures: a string in "response".
func said(status int, text string) reply { return reply{status, object{"response": text}} }

// encode writes the body the way Brightpearl's writer does: no trailing newline, and = & < > ' escaped.
func (r reply) encode() []byte {
	data, err := json.Marshal(r.body)
	if err != nil {
		return []byte(`{"errors":[{"code":"CMNU-003","message":"internal error"}]}`)
	}
	data = bytes.ReplaceAll(data, []byte("="), []byte(`\u003d`))
	return bytes.ReplaceAll(data, []byte("'"), []byte(`\u0027`))
}

// decode reads a request body strictly: unknown fields are refused, so that a misspelt one is noticed.
// The second result is nil when the body was readable.
func (c *call) decode(into any) *reply {
	if len(bytes.TrimSpace(c.body)) == 0 {
		r := invalid(codeNoBody, "Request body is missing")
		return &r
	}
	reader := json.NewDecoder(bytes.NewReader(c.body))
	reader.DisallowUnknownFields()
	if err := reader.Decode(into); err != nil {
		r := invalid(codeUnknownField, "Request body cannot be read: "+err.Error())
		return &r
	}
	return nil
}
