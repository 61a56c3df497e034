/// Test support: what tests of several rooms share. Never part of a program that is shipped.
///
/// - In here: the surroundings under a test's control (``ManualClock``, ``SeededRandom``, ``TemporaryDirectory``), worlds behind
///   the ports that behave like the real ones and fail where a test says so (``FakeAuthorisers``, ``FakeRooms``,
///   ``FakeHomeserver``), and ``eventually(_:within:_:)`` for what takes a moment.
/// - Not in here: mocks that count calls. A test asserts what the world looks like afterwards.
public enum UsherTesting {}
