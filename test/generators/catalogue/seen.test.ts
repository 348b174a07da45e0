import { describe, expect, it } from 'vitest';
import { headingOfSeen } from '../../../generators/catalogue/seen.ts';

describe('the words above what is seen', () => {
  it('say which way the output of a check decides', () => {
    expect(headingOfSeen({ run: 'systemctl is-active dnsmasq', speaks: 'against' })).toBe(
      'if this is not the cause, it says',
    );
    expect(headingOfSeen({ run: 'journalctl --unit dnsmasq', speaks: 'for' })).toBe(
      'if this is the cause, it says',
    );
  });

  it('do not claim that a look into the firmware says something', () => {
    expect(headingOfSeen({ speaks: 'for' })).toBe('if this is the cause, one sees');
  });

  it('leave it open where the step is no check', () => {
    expect(headingOfSeen({ run: 'lsblk' })).toBe('it says');
    expect(headingOfSeen({})).toBe('one sees');
  });
});
