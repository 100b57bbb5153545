package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
)

// Options say what to start. The zero value is three quiet stores on random ports.
type Options struct {
	// Listen is the loopback address of EKM. Port 0 picks two free ports; Brightpearl has the next port otherwise.
	// Empty means 127.0.0.1:0.
	Listen string
	// Stores and Products size the world; too small numbers are raised, see world.Options.
	Stores, Products int
	// OrdersPerMinute is how many orders shoppers place in a wall-clock minute, over all stores, whatever Speed says.
	OrdersPerMinute float64
	// History is how many paid orders of the last hours each store has at the start.
	History int
	// Seed makes everything repeatable.
	Seed int64
	// Speed multiplies both rate limits and divides token lives, warehouse delays and retries. 0 means 1.
	Speed float64
	// TokenLife and RefreshLife are how long EKM's access and refresh tokens live, whatever Speed says; 0 leaves them.
	TokenLife, RefreshLife time.Duration
	// Faults are names of faults of either simulator: NAME, NAME=PROBABILITY, and with "ekm:" or "brightpearl:" in front
	// for one of them only. Troubles of single calls strike one call in twenty when no probability is given.
	Faults []string
	// Warehouse has Brightpearl's staff ship what is paid and allocated.
	Warehouse bool
	// Trade moves stock without our orders: sales on other channels and deliveries.
	Trade bool

	// Seen is told of every API call of either simulator, "brightpearl POST multi-message" or "ekm/garden GET /api/v2/orders", when
	// what it did is done and before its answer leaves. It may wait, and the answer waits with it. EKM's token endpoint tells of a
	// renewal twice, see ekmsim.AskedForToken. nil means nobody listens.
	Seen func(call string)
	// Now is the clock of both simulators. nil means time.Now.
	Now func() time.Time
	// Log gets what a person would like to know. nil means no log.
	Log *slog.Logger
}

// Check says what is wrong with options before anything is started.
func (o Options) Check() error {
	if _, err := parseFaults(o.Faults); err != nil {
		return err
	}
	_, _, err := o.addresses()
	return err
}

// Sandbox is a running pair of simulators.
type Sandbox struct {
	// World is what both simulators were filled from.
	World *world.World
	// EKM and Brightpearl are the simulators, for tests in the same process.
	EKM         *ekmsim.Server
	Brightpearl *brightpearlsim.Server

	config  Config
	cancel  context.CancelFunc
	running sync.WaitGroup
	once    sync.Once
}

// Start builds the world, serves both simulators and returns when they accept connections.
// They run until the context ends or Close is called.
func Start(ctx context.Context, o Options) (*Sandbox, error) {
	faults, err := parseFaults(o.Faults)
	if err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	listeners, err := o.listen(ctx)
	if err != nil {
		return nil, err
	}
	s := &Sandbox{World: world.New(world.Options{Seed: uint64(o.Seed), Stores: o.Stores, Products: o.Products})}
	s.EKM = ekmsim.New(ekmsim.Config{
		World: s.World, Seed: uint64(o.Seed), OrdersPerMinute: o.OrdersPerMinute, Now: o.Now, Speed: o.Speed,
		HistoryOrders: o.History, Lifetimes: ekmsim.Lifetimes{Access: o.TokenLife, Refresh: o.RefreshLife}, Seen: o.seenEKM(), Faults: faults.ekm, Log: o.Log.With("simulator", "ekm"),
	})
	keys := keysOf(o.Seed)
	s.Brightpearl = brightpearlsim.New(brightpearlsim.Config{
		Account: accountCode, AppRef: appRef, DevRef: devRef, AccountToken: keys.account, StaffToken: keys.staff,
		ClientID: clientID, ClientSecret: keys.client, Now: o.Now, Speed: o.Speed, Seed: o.Seed, Data: accountData(s.World),
		Staff: brightpearlsim.Staff{Enabled: o.Warehouse}, Trade: tradeOf(o.Trade), Faults: faults.brightpearl,
		Seen: o.seenBrightpearl(),
		Log:  o.Log.With("simulator", "brightpearl"),
	})
	s.config = configOf(s, keys, listeners)

	run, cancel := context.WithCancel(ctx)
	s.cancel = cancel
	s.serve(run, listeners[0], s.EKM.Handler())
	s.serve(run, listeners[1], s.Brightpearl.Handler())
	s.running.Go(func() { _ = s.EKM.Run(run) })
	s.running.Go(func() { _ = s.Brightpearl.Run(run) })
	return s, nil
}

func (o Options) seenEKM() func(shop, route string) {
	if o.Seen == nil {
		return nil
	}
	return func(shop, route string) { o.Seen("ekm/" + shop + " " + route) }
}

func (o Options) seenBrightpearl() func(route string) {
	if o.Seen == nil {
		return nil
	}
	return func(route string) { o.Seen("brightpearl " + route) }
}

// Config says how to connect to the running simulators.
func (s *Sandbox) Config() Config { return s.config }

// Close stops both simulators and waits until nothing of them runs any more. It may be called more than once.
func (s *Sandbox) Close() error {
	s.once.Do(s.cancel)
	s.running.Wait()
	return nil
}

// Wait returns when the sandbox has stopped, because its context ended or because of Close.
func (s *Sandbox) Wait() { s.running.Wait() }

// shutdownTime is how long open requests may take when the sandbox stops.
const shutdownTime = 2 * time.Second

func (s *Sandbox) serve(ctx context.Context, l net.Listener, h http.Handler) {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // dropped connections are on purpose here
	}
	s.running.Go(func() { _ = server.Serve(l) })
	s.running.Go(func() {
		<-ctx.Done()
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
		defer cancel()
		if server.Shutdown(limit) != nil {
			_ = server.Close()
		}
	})
}

var errNotLoopback = errors.New("the sandbox listens on loopback addresses only")

// addresses are where EKM and Brightpearl listen.
func (o Options) addresses() (ekm, brightpearl string, err error) {
	ekm = o.Listen
	if ekm == "" {
		ekm = "127.0.0.1:0"
	}
	host, port, err := net.SplitHostPort(ekm)
	if err != nil {
		return "", "", fmt.Errorf("listen address %q is not host:port", ekm)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "", "", errNotLoopback
	}
	number, err := strconv.Atoi(port)
	if err != nil || number < 0 || number > 65534 {
		return "", "", fmt.Errorf("port %q is not a number from 0 to 65534", port)
	}
	if number > 0 {
		number++
	}
	return ekm, net.JoinHostPort(host, strconv.Itoa(number)), nil
}

// listen opens EKM's and Brightpearl's listeners.
func (o Options) listen(ctx context.Context) (pair [2]net.Listener, err error) {
	ekm, brightpearl, err := o.addresses()
	if err != nil {
		return pair, err
	}
	var config net.ListenConfig
	if pair[0], err = config.Listen(ctx, "tcp", ekm); err != nil {
		return pair, err
	}
	if pair[1], err = config.Listen(ctx, "tcp", brightpearl); err != nil {
		_ = pair[0].Close()
		return pair, err
	}
	return pair, nil
}
