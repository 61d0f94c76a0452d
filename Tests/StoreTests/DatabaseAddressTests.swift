import Store
import Testing
import Vocabulary

@Suite("A database address")
struct DatabaseAddressTests {
    @Test(
        "paths and SQLite addresses lead to a file",
        arguments: [
            ("/var/lib/reeve/node.db", "/var/lib/reeve/node.db"), ("node.db", "node.db"),
            ("sqlite:/var/a b.db", "/var/a b.db"), ("sqlite:///var/x.db", "/var/x.db"),
            ("/data/a=b.db", "/data/a=b.db"),
            ("sqlite:node.db", "node.db"),
        ]
    )
    func paths(_ text: String, _ path: String) throws {
        #expect(try DatabaseAddress(parsing: text) == .sqlite(path: path))
    }

    @Test(
        "PostgreSQL addresses are shown without their password",
        arguments: [
            (
                "postgres://reeve:s3cret@db.example:5433/reeve?sslmode=verify-full",
                "postgres://reeve@db.example:5433/reeve"
            ),
            ("postgresql://db.example/reeve?password=s3cret&sslmode=verify-full", "postgres://db.example/reeve"),
            ("host=db.example password=s3cret dbname=reeve sslmode=verify-full", "postgres://db.example/reeve"),
            (" password = s3cret user = u", "postgres://u@/"),
        ]
    )
    func postgres(_ text: String, _ shown: String) throws {
        let address = try DatabaseAddress(parsing: text)
        #expect(address.description == shown)
        #expect(!String(reflecting: address).contains("s3cret"))
    }

    @Test(
        "an address that cannot be read is refused without repeating it",
        arguments: [
            "", "sqlite:", "mysql://u:s3cret@h/d", "host=a s3cret", "postgres://u:s3cret@[::1/d",
            "dbname=x passw=s3cret",
        ]
    )
    func unreadable(_ text: String) {
        do {
            _ = try DatabaseAddress(parsing: text)
            Issue.record("`\(text)` was read")
        } catch {
            #expect((error as? Fault)?.code == .storeAddressUnreadable)
            #expect(!"\(error)".contains("s3cret"))
        }
    }

    @Test(
        "A PostgreSQL on another machine is reached by TLS with its certificate checked, or not at all",
        arguments: ["", "sslmode=disable", "sslmode=prefer", "sslmode=require", "sslmode=verify-ca"]
    )
    func remoteNeedsTLS(mode: String) throws {
        for host in ["host=db.example", "hostaddr=192.0.2.7", "host=/run/postgresql,db.example"] {
            #expect(throws: Fault.self, "\(host)") { try DatabaseAddress(parsing: "\(host) \(mode) dbname=reeve") }
            _ = try DatabaseAddress(parsing: "\(host) dbname=reeve sslmode=verify-full")
        }
        for host in ["host=/run/postgresql", "host=localhost", "hostaddr=127.0.0.1", "host=::1"] {
            _ = try DatabaseAddress(parsing: "\(host) \(mode) dbname=reeve")
        }
    }
}
