// Command pstest-server serves Google's in-memory Pub/Sub on a free port of the loopback address.
//
// It prints two ports: that of Pub/Sub and that of its clock. POST /?seconds=10 to the clock moves the time on, as far
// as the server is concerned. It ends when its standard input is closed, so it never outlives the test that started it.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"cloud.google.com/go/pubsub/v2/pstest"
)

func main() {
	server := pstest.NewServer()
	defer server.Close()

	var ahead atomic.Int64
	server.SetTimeNowFunc(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })

	clock, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		_ = http.Serve(clock, http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
			seconds, err := strconv.ParseFloat(request.URL.Query().Get("seconds"), 64)
			if err != nil {
				http.Error(writer, "seconds is not a number", http.StatusBadRequest)
				return
			}
			ahead.Add(int64(seconds * float64(time.Second)))
		}))
	}()

	_, port, _ := net.SplitHostPort(server.Addr)
	fmt.Println(port, clock.Addr().(*net.TCPAddr).Port)
	_, _ = io.Copy(io.Discard, os.Stdin)
}
