// The last flow: does the one thing that leaves in spite of every policy, so that who watches is seen to see.
export default [
  [
    "a way out that no policy closes is taken, to be seen by who watches",
    async (shop) => {
      await shop.run(() => {
        const link = document.createElement("link");
        link.rel = "preconnect";
        link.href = "http://control.regulars.invalid/";
        document.head.append(link);
      });
      await shop.browser.pause(1000);
    },
  ],
];
