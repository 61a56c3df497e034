import Hummingbird
import Yams
import ArgumentParser
import UsherStore
@main struct Main { static func main() {} }
