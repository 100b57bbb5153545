package orderflow

import (
	"math/big"

	"stockbridge/core/commerce"
)

// scale is amount × part ÷ whole, rounded to a millionth.
func scale(amount, part, whole commerce.Amount) commerce.Amount {
	if whole == 0 {
		return 0
	}
	n := new(big.Int).Mul(big.NewInt(int64(amount)), big.NewInt(int64(part)))
	d := big.NewInt(int64(whole))
	n.Mul(n, big.NewInt(2))
	n.Add(n, new(big.Int).Mul(d, big.NewInt(int64(n.Sign()*d.Sign()))))
	return commerce.Amount(n.Quo(n, d.Mul(d, big.NewInt(2))).Int64())
}
